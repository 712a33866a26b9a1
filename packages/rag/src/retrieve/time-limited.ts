import { AshlarError, type Retriever } from '@ashlar/core';

/**
 * A retriever that rejects with `retriever.timeout` when it has not answered in time, whether it listens to its signal or not.
 *
 * @param ms milliseconds for each retrieval
 */
export function timeLimited(retriever: Retriever, ms: number): Retriever {
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const late = new AbortController();
      const signal = context ? AbortSignal.any([context.signal, late.signal]) : late.signal;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const timeout = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          const error = timedOut(retriever.name, ms);
          late.abort(error);
          reject(error);
        }, ms);
      });
      try {
        const inner = context && { ...context, signal };
        return await Promise.race([retriever.retrieve(query, access, inner), timeout]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function timedOut(retriever: string, ms: number): AshlarError<'retriever.timeout'> {
  return new AshlarError('retriever.timeout', `${retriever} did not answer within ${ms} ms.`, {
    facts: { retriever, ms },
    retryable: true,
  });
}
