import type { Clock } from '../../clock.ts';
import { type AshlarError, isAshlarError, stopped } from '../../errors.ts';

/** Waits `ms`, or for ever when it is undefined; rejects as soon as `signal` aborts. */
export function wait(ms: number | undefined, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const onAbort = (): void => {
      cancel?.();
      reject(abortError(signal));
    };
    const cancel =
      ms === undefined
        ? undefined
        : clock.after(ms, () => {
            signal.removeEventListener('abort', onAbort);
            resolve();
          });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** What a call that was aborted rejects with: the kernel's own reason when it is one. */
export function abortError({ reason }: AbortSignal): AshlarError {
  return isAshlarError(reason) ? reason : stopped('aborted', 'The call was aborted.');
}
