import { freezeMessage } from '../freeze.ts';
import type { Message } from '../message.ts';
import { runEffect } from './effect.ts';
import type { ScopeState } from './scope-state.ts';

/** Takes what was steered to this run. Recorded, so that a resume sees the same at the same place. */
export async function inbox(scope: ScopeState): Promise<readonly Message[]> {
  const { execution } = scope;
  const spec = {
    type: 'inbox' as const,
    name: '',
    place: 'inbox',
    key: undefined,
    effect: 'read' as const,
    digest: () => ({}),
    counts: false,
  };
  const messages = await runEffect(scope, spec, async () => execution.inbox.splice(0));
  return (messages as unknown as readonly Message[]).map(freezeMessage);
}
