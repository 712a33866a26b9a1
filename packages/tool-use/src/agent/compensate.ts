import {
  type AnyAshlarError,
  AshlarError,
  isAshlarError,
  type Json,
  type Schema,
  type Scope,
  stopped,
  type Tool,
  toErrorRecord,
} from '@ashlar/core';
import { endsRun } from '../errors.ts';
import type { Effected } from './call-tool.ts';
import type { CompensatePolicy } from './tool-agent-options.ts';

/**
 * Undoes `once` effects, the last first, each as an effect of its own in the journal: a crash in the middle goes on behind the last that
 * was recorded. One that cannot be undone does not keep the others from it.
 *
 * @returns the names of the tools whose effects stand
 */
export async function compensate(
  scope: Scope,
  effects: readonly Effected[],
): Promise<readonly string[]> {
  const standing: string[] = [];
  for (const { tool, callId, result } of effects.toReversed()) {
    const about = { tool: tool.name, callId };
    if (result === undefined || tool.compensate === undefined) {
      standing.push(tool.name);
      const why = result === undefined ? 'its end is not known' : 'it has no compensate';
      scope.emit('tool.uncompensated', { ...about, why });
      continue;
    }
    try {
      await scope.call(undoing(tool), result.output ?? null);
      scope.emit('tool.compensated', about);
    } catch (error) {
      if (endsRun(error) && !isAshlarError(error, 'approval.given-up')) throw error;
      standing.push(tool.name);
      scope.emit('tool.uncompensated', { ...about, why: toErrorRecord(error).code });
    }
  }
  return standing;
}

/** The error that a run ends with when its effects are to be undone, after it has undone them. */
export async function undone(
  scope: Scope,
  effects: readonly Effected[],
  error: AnyAshlarError,
  policy: CompensatePolicy,
): Promise<AnyAshlarError> {
  const standing = await compensate(scope, effects);
  if (standing.length > 0) return uncompensated(standing, error);
  if (policy !== rollingBackPolicy && error.code !== ROLLED_BACK) return error;
  return stopped('aborted', `Rolled back: ${effects.length} effects were undone.`);
}

const ROLLED_BACK = 'agent.rolled-back';

/** Of a rollback: however the run ended, by its own limits or where the rollback let nothing new happen. */
export const rollingBackPolicy: CompensatePolicy = () => true;

/** Whether the policy asks for it; a rollback that was begun goes on, also under the agent itself. */
export function wantsUndo(policy: CompensatePolicy, error: AnyAshlarError): boolean {
  if (error.code === ROLLED_BACK) return true;
  if (policy === 'never') return false;
  return policy === 'on-failure' ? error.code !== 'run.stopped' : policy(error);
}

// One for each tool, so that a policy around it is asked once.
const known = new WeakMap<Tool, Tool>();

function undoing(tool: Tool): Tool {
  const made: Tool = known.get(tool) ?? {
    name: `${tool.name}.compensate`,
    description: `Undoes ${tool.name}.`,
    input: anything,
    effect: 'once',
    run: async (output, context) => {
      await tool.compensate?.(output, context);
      return null;
    },
  };
  known.set(tool, made);
  return made;
}

const anything: Schema<unknown> = {
  '~standard': {
    version: 1,
    vendor: 'ashlar',
    validate: (value) => ({ value: value as Json }),
    jsonSchema: { input: () => ({}) },
  },
};

function uncompensated(
  tools: readonly string[],
  cause: AnyAshlarError,
): AshlarError<'tool.uncompensated'> {
  return new AshlarError(
    'tool.uncompensated',
    `What ${tools.join(', ')} did stands, although the run ended (${cause.message}). Look at each, and undo it by hand or leave it.`,
    { facts: { tools }, cause },
  );
}
