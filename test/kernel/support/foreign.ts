import type { Agent, Outcome, RunOptions } from '@ashlar/core';

/** An agent that another library made: it knows nothing of runs inside of runs. */
export function foreign<O>(
  name: string,
  outcome: (options: RunOptions) => Promise<Outcome<O>>,
): Agent<null, O> {
  return {
    name,
    version: '1',
    description: '',
    run(_input, options = {}) {
      const end = outcome(options);
      return {
        id: name,
        outcome: end,
        value: () => end.then(() => Promise.reject(new Error('nobody asks'))),
        abort() {},
        async *[Symbol.asyncIterator]() {},
      };
    },
  };
}
