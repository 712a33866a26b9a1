import { isAshlarError } from '@ashlar/core';
import { modelError } from './failure.ts';

/** Reads a reply that the SDK hands on unchecked: a list may be anything. What is not as promised is `model.failed`. */
export function reading<T>(model: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (isAshlarError(cause)) throw cause;
    const what = `The reply of ${model} cannot be read: it is not what the service promises.`;
    throw modelError('model.failed', what, { model }, { cause });
  }
}
