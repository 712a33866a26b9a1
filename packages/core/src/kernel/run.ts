import type { RunEvent } from '../event.ts';
import type { Outcome } from '../outcome.ts';
import type { Run } from '../run.ts';
import { abortedBy } from './aborted-by.ts';
import { endError } from './end-error.ts';
import type { Execution } from './execution.ts';

/** The caller's handle on a run. */
export function createRun<O>(execution: Execution, outcome: Promise<Outcome<O>>): Run<O> {
  const { id, tree, path } = execution;
  return {
    id,
    outcome,
    async value() {
      const end = await outcome;
      if (end.status === 'completed') return end.value;
      throw endError(execution.agent, end);
    },
    abort(reason) {
      execution.cancel.cancel(abortedBy(reason));
    },
    [Symbol.asyncIterator]: (): AsyncIterator<RunEvent> => tree.bus.watch(path),
  };
}
