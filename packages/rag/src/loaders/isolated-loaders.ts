import type { Worker } from 'node:worker_threads';
import { AshlarError } from '@ashlar/core';
import type { LoadedText, Loader } from '../ingest/loader.ts';
import type { Skipped } from '../ingest/source-file.ts';
import { documentLoaders } from './document-loaders.ts';
import type { LoadLimits } from './load-limits.ts';
import { Refusal } from './refusal.ts';
import { answerOf, WORKER_PROGRAM, type WorkerTask } from './worker-answer.ts';

/** Options of {@link isolatedLoaders}. */
export interface IsolatedOptions {
  /** A file that takes longer is skipped as `timeout`, in ms; the start of the thread counts. @default 30000 */
  readonly timeout?: number;
  /** Heap of the thread, in MB; what needs more is `too-complex`. Does not bound buffers outside of the heap. @default 512 */
  readonly memory?: number;
  readonly limits?: LoadLimits;
  /**
   * The URL of a module that exports our `documentLoaders`: needed where a bundler has put this package into another file.
   *
   * @default that of `@ashlar/rag/loaders`
   */
  readonly module?: string;
}

/** Loaders whose thread can be stopped. */
export interface IsolatedLoaders {
  readonly loaders: readonly Loader[];
  /** Ends the thread; a further file would start another one. */
  close(): Promise<void>;
}

/**
 * `documentLoaders` in a worker thread: a file that makes a parser hang, overflow or run out of heap is skipped, and everything
 * else goes on. For files of strangers. One file at a time; the thread starts with the first file, does not keep the process
 * alive while it has nothing to do, and is replaced after a failure. Node only.
 *
 * Loading rejects with `loader.unavailable` when the thread does not find its module.
 */
export function isolatedLoaders(options: IsolatedOptions = {}): IsolatedLoaders {
  const { timeout = 30_000, memory = 512, limits } = options;
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<Worker> => {
    if (worker !== undefined) return worker;
    const { Worker: Thread } = await import('node:worker_threads');
    const module = options.module ?? ownModule();
    const thread = new Thread(WORKER_PROGRAM, {
      eval: true,
      workerData: { module, limits },
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    thread.unref();
    // A thread that dies between two files is no reason for the process to.
    thread.on('error', () => {});
    thread.once('exit', () => {
      if (worker === thread) worker = undefined;
    });
    worker = thread;
    return thread;
  };
  const stop = async (): Promise<void> => {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
  };
  const ask = async (task: WorkerTask): Promise<LoadedText | Skipped> => {
    const thread = await start();
    try {
      return await answerOf(thread, task, timeout);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await stop();
      const { source } = task;
      return { source, skipped: error.reason, message: `${source} ${error.message}.` };
    }
  };
  const loaders = documentLoaders(limits).map(({ accepts }, loader): Loader => {
    return {
      accepts,
      load(bytes, source) {
        const turn = last.then(() => ask({ bytes, source, loader }));
        last = turn.catch(() => {});
        return turn;
      },
    };
  });
  return { loaders, close: stop };
}

function ownModule(): string {
  try {
    return import.meta.resolve('@ashlar/rag/loaders');
  } catch (cause) {
    const message =
      'The thread for loaders does not find @ashlar/rag/loaders. Pass isolatedLoaders the URL of a module that exports documentLoaders, as `module`.';
    const facts = { library: '@ashlar/rag/loaders' };
    throw new AshlarError('loader.unavailable', message, { facts, cause });
  }
}
