import { stopped } from '../../errors.ts';

/**
 * An iterable whose consumer can leave at any time, also while it waits for the next event: a generator alone would
 * queue the return behind that event.
 *
 * @param deaf whether it has stopped to listen, so that leaving must not wait for it
 */
export function leavable<T>(
  outer: AbortSignal,
  start: (signal: AbortSignal) => AsyncGenerator<T, void>,
  deaf: () => boolean,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]() {
      const controller = new AbortController();
      const abort = (): void => controller.abort(outer.reason);
      if (outer.aborted) abort();
      else outer.addEventListener('abort', abort, { once: true });
      const events = start(controller.signal);
      const release = (): void => outer.removeEventListener('abort', abort);
      return {
        async next() {
          try {
            const result = await events.next();
            if (result.done) release();
            return result;
          } catch (error) {
            release();
            throw error;
          }
        },
        async return() {
          release();
          controller.abort(stopped('aborted', 'The consumer of the stream left.'));
          const left = events.return();
          if (!deaf()) await left.catch(() => {});
          return { done: true, value: undefined };
        },
      };
    },
  };
}
