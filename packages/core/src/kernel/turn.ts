/**
 * Calls back in a later turn of the event loop, after all microtasks of this one.
 * A timer would do, but costs a millisecond each; recorded results are delivered one a turn.
 */
export const nextTurn: (callback: () => void) => void =
  typeof setImmediate === 'function' ? (callback) => void setImmediate(callback) : byMessage();

function byMessage(): (callback: () => void) => void {
  return (callback) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      callback();
    });
    port1.start();
    port2.postMessage(undefined);
  };
}

/** Resolves in a later turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

/** Rejects in a later turn of the event loop. */
export function rejectNextTurn(error: unknown): Promise<never> {
  const rejected = new Promise<never>((_, reject) => nextTurn(() => reject(error)));
  rejected.catch(ignore);
  return rejected;
}

/** A promise that nobody will ever settle. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** The promise itself: when nobody waits for it any more, its rejection is nobody's. */
export function handed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(ignore);
  return promise;
}

/** For promises whose rejection is reported elsewhere. */
export function ignore(): void {}
