import { type Answerer, type CallContext, type Principal, pattern } from '@ashlar/core';

/** What a memory may do with an effect: recorded inside of a run, and simply done outside. */
export interface Effects {
  step<T>(name: string, run: () => Promise<T> | T): Promise<T>;
  ask<I, O>(answerer: Answerer<I, O>, input: I): Promise<O>;
}

/** Under the context of a run everything is journaled, metered and cancelled there. Without one a question is a run of its own. */
export function effectsOf(context: CallContext | undefined, principal?: Principal): Effects {
  if (context !== undefined) {
    return {
      step: (name, run) => context.step(name, run),
      ask: (...asked) => context.ask(...asked),
    };
  }
  return {
    step: async (_name, run) => run(),
    ask(answerer, input) {
      const asking = pattern({ name: 'memory', version: '1' }, (given: typeof input, scope) =>
        scope.ask(answerer, given),
      );
      return asking.run(input, principal === undefined ? {} : { principal }).value();
    },
  };
}
