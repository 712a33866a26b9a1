import type { StepOptions } from '../scope.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import type { ScopeState } from './scope-state.ts';

/** Any effect that core has no word for. */
export function step<T>(
  scope: ScopeState,
  name: string,
  run: (inside: ScopeState) => Promise<T> | T,
  { key, input, effect = 'read' }: StepOptions,
): Promise<T> {
  const spec = {
    type: 'step' as const,
    name,
    key,
    effect,
    digest: () => digestFields({ input }, `The input of step ${name}`),
    counts: false,
  };
  // The value is what T is after a round trip through JSON; a type that changes there is refused when it is recorded.
  return runEffect(scope, spec, async (inside) => run(inside)) as Promise<T>;
}
