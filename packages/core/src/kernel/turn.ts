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

/** A promise that nobody will ever settle. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/** For promises whose rejection is reported elsewhere. */
export function ignore(): void {}
