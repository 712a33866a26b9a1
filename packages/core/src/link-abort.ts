/** A signal for one attempt that aborts with the caller's and can be aborted alone. */
export interface LinkedAbort {
  readonly signal: AbortSignal;
  abort(): void;
  /** Lets go of the caller's signal, which may outlive thousands of attempts. */
  release(): void;
}

/**
 * For adapters: a signal of an attempt's own, to end it without ending what the caller does. Release it when the attempt is over.
 * Not `AbortSignal.any`: dependants of a long-lived signal pile up in it until they are collected.
 */
export function linkAbort(outer: AbortSignal): LinkedAbort {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    release: () => outer.removeEventListener('abort', follow),
  };
}
