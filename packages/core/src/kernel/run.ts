import { AshlarError, stopped } from '../errors.ts';
import type { RunEvent } from '../event.ts';
import type { Json } from '../json/json.ts';
import type { Outcome } from '../outcome.ts';
import type { Run } from '../run.ts';
import { thrownText } from '../thrown-text.ts';
import type { Execution } from './execution.ts';

/** The caller's handle on a run. */
export function createRun<O>(execution: Execution, outcome: Promise<Outcome<O>>): Run<O> {
  const { id, tree, path } = execution;
  return {
    id,
    outcome,
    value: async () => valueFrom(await outcome),
    abort(reason) {
      const why = reason === undefined ? '' : `: ${thrownText(reason)}`;
      execution.cancel.cancel(stopped('aborted', `The run was aborted${why}.`));
    },
    [Symbol.asyncIterator]: (): AsyncIterator<RunEvent> => tree.bus.watch(path),
  };
}

function valueFrom<O>(end: Outcome<O>): O {
  if (end.status === 'completed') return end.value;
  if (end.status === 'failed') throw end.error;
  const partial =
    'partial' in end && end.partial !== undefined ? { partial: end.partial as Json } : {};
  if (end.status === 'stopped') throw stopped(end.reason, end.message, partial);
  if (end.status === 'suspended') {
    throw new AshlarError(
      'run.suspended',
      `The run waits for ${end.pending.length} decision(s): resume it with them.`,
      {
        facts: {},
      },
    );
  }
  const { verdicts } = end;
  throw new AshlarError('run.blocked', 'The run was blocked by a check.', {
    facts: { verdicts, ...partial },
  });
}
