import type { Worker } from 'node:worker_threads';
import { AshlarError } from '@ashlar/core';
import type { LoadedText } from '../ingest/loader.ts';
import type { Skipped } from '../ingest/source-file.ts';
import { Refusal } from './refusal.ts';

/** A file for a loader in another thread. */
export interface WorkerTask {
  readonly bytes: Uint8Array;
  readonly source: string;
  /** Which of `documentLoaders`. */
  readonly loader: number;
}

type WorkerReply =
  | { readonly loaded: LoadedText | Skipped }
  | { readonly missing: string; readonly message: string }
  | { readonly failed: string };

/** What the thread runs: a text, since a bundled package has no file of its own for it. */
export const WORKER_PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const start = import(workerData.module).then(
  (all) => ({ loaders: all.documentLoaders(workerData.limits) }),
  (error) => ({ missing: workerData.module, message: String(error?.message ?? error) }),
);
parentPort.on('message', async ({ bytes, source, loader }) => {
  const { loaders, ...failure } = await start;
  if (loaders === undefined) return parentPort.postMessage(failure);
  try {
    parentPort.postMessage({ loaded: await loaders[loader].load(bytes, source) });
  } catch (error) {
    const message = String(error?.message ?? error);
    const library = error?.code === 'loader.unavailable' ? error.facts?.library : undefined;
    parentPort.postMessage(library ? { missing: library, message } : { failed: message });
  }
});`;

/**
 * Gives a thread a file and waits for what it makes of it.
 *
 * @throws Refusal when it does not answer in time, runs out of memory or ends: the thread is of no use any more
 */
export async function answerOf(
  worker: Worker,
  task: WorkerTask,
  timeout: number,
): Promise<LoadedText | Skipped> {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    const reply = await new Promise<WorkerReply>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Refusal('timeout', `was not read within ${timeout} ms`));
      }, timeout);
      signal.addEventListener('abort', () => clearTimeout(timer));
      listen(worker, 'message', resolve, signal);
      listen(worker, 'error', (error: unknown) => reject(died(error)), signal);
      listen(worker, 'exit', () => reject(new Refusal('unreadable', 'ended its thread')), signal);
      worker.postMessage(task);
    });
    if ('loaded' in reply) return reply.loaded;
    if ('failed' in reply) throw new Error(reply.failed);
    throw new AshlarError('loader.unavailable', reply.message, {
      facts: { library: reply.missing },
    });
  } finally {
    ended.abort();
  }
}

function listen(
  worker: Worker,
  event: 'error' | 'exit' | 'message',
  listener: (value: WorkerReply) => void,
  signal: AbortSignal,
): void {
  worker.once(event, listener);
  signal.addEventListener('abort', () => worker.off(event, listener));
}

function died(error: unknown): Refusal {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new Refusal('too-complex', 'needs more memory than it may have')
    : new Refusal('unreadable', `ended its thread: ${String(message)}`);
}
