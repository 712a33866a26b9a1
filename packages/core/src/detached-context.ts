import { reportedRow, unreportedRow } from './attempt-row.ts';
import { failedCheck, partsFor } from './check-parts.ts';
import type { CallContext, Meter } from './context.ts';
import { AshlarError } from './errors.ts';
import { freeCall } from './usage.ts';

/**
 * The context of a call that is made outside of any run: no budget, no journal, nobody watching.
 * Adapters use it when they are called without a context.
 */
export function detachedContext(signal: AbortSignal = new AbortController().signal): CallContext {
  const context: CallContext = {
    signal,
    meter: unlimitedMeter,
    attributes: {},
    emit: () => {},
    step: async (_name, run) => run(context),
    ask: async (answerer) => {
      throw new AshlarError(
        'scope.misuse',
        `The question ${answerer.question} was asked outside of a run. Call the model through scope.generate inside a pattern.`,
        { facts: { what: 'ask' } },
      );
    },
    check: async (checks, parts, { key: _key, ...about }) => {
      const verdicts = checks.map(async (check) => {
        const looked = partsFor(check, parts, about.stage);
        if (looked.length === 0) return [];
        try {
          return await check.inspect(looked, { ...context, ...about });
        } catch (error) {
          signal.throwIfAborted();
          return [failedCheck(check.id, error)];
        }
      });
      return (await Promise.all(verdicts)).flat();
    },
  };
  return context;
}

const unlimitedMeter: Meter = {
  record: freeCall,
  reserve: async (estimate) => {
    const inputTokens = estimate.inputTokens ?? estimate.inputBytes;
    const outputTokens = estimate.maxTokens ?? estimate.info.maxOutputTokens ?? 0;
    return {
      maxTokens: estimate.maxTokens,
      settle: (call) => reportedRow(call, estimate),
      fail: (outcome) => unreportedRow(outcome, { inputTokens, outputTokens }, estimate),
      release: () => {},
    };
  },
};
