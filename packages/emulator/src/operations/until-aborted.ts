export interface AbortableEvents<T> {
  /** The next item; nothing as soon as the signal is aborted, also when the source ignores it. */
  next(): Promise<IteratorResult<T, unknown> | undefined>;
  /** Ends the source without waiting for it: one that hangs may never settle. */
  leave(): void;
}

/** Reads `source` until `signal` is aborted, with one listener for the whole of it. */
export function untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AbortableEvents<T> {
  const iterator = source[Symbol.asyncIterator]();
  let wake = (): void => {};
  const onAbort = (): void => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    next: () =>
      new Promise((settle, fail) => {
        if (signal.aborted) return settle(undefined);
        wake = () => settle(undefined);
        iterator.next().then(settle, fail);
      }),
    leave: () => {
      signal.removeEventListener('abort', onAbort);
      iterator.return?.().catch(() => {});
    },
  };
}
