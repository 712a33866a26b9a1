import { abortError } from './abort-error.ts';

/** What `work` gives, or an error as soon as `signal` aborts: not everything in LangChain listens to it. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, name: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortError(name, signal));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
