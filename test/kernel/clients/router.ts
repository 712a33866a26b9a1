import { type ChatModel, isAshlarError, wrapModel } from '@ashlar/core';

/** Asks the first target, and the next one when it fails, also in the middle of an answer. */
export function router(targets: readonly ChatModel[]): ChatModel {
  return wrapModel(targets, {
    kind: 'router',
    async *stream(request, context) {
      let failure: unknown;
      for (const [attempt, target] of targets.entries()) {
        if (attempt > 0) {
          yield { type: 'restart', attempt, voids: 0, reason: String(failure) };
        }
        try {
          return yield* target.stream(request, context);
        } catch (error) {
          if (!isAshlarError(error) || !error.retryable) throw error;
          failure = error;
        }
      }
      throw failure;
    },
  });
}
