import type { JournalLog } from '../journal.ts';
import type { Entry } from './journal-entry.ts';
import { turn } from './turn.ts';

/** Writes entries and then hands their results on: in one order, one a turn, the same as a replay will. */
export interface Recorder {
  /** Writes `entry`, then calls `deliver`. */
  record(entry: Entry, deliver: () => void): void;
  /** Calls `deliver` in its place in the order; `entry` is written with the next one that is. */
  recordLater(entry: Entry, deliver: () => void): void;
  /** Writes what is left, with `last` behind it, and nothing more after that. */
  flush(last?: Entry): Promise<void>;
  close(): void;
}

interface Item {
  readonly entry: Entry;
  readonly eager: boolean;
  readonly deliver: () => void;
}

export interface RecorderOptions {
  readonly log: JournalLog;
  /** Entries that the log already has. */
  readonly length: number;
  readonly failed: (error: unknown) => void;
}

/**
 * An error is recorded later: just before the next entry. A body that catches it goes on and so records it;
 * a run that ends on it has not recorded it, and can be resumed to try again.
 */
export function createRecorder({ log, length, failed }: RecorderOptions): Recorder {
  const line: Item[] = [];
  let later: Entry[] = [];
  let written = length;
  let pumping: Promise<void> | undefined;
  let closed = false;

  async function append(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    await log.append(entries, written);
    written += entries.length;
  }

  async function pump(): Promise<void> {
    // What ends together is written together.
    await Promise.resolve();
    while (line.length > 0 && !closed) {
      const batch = line.splice(0);
      const eager = batch.findLastIndex((item) => item.eager) + 1;
      if (eager > 0) {
        const entries = [...later, ...batch.slice(0, eager).map((item) => item.entry)];
        later = [];
        await append(entries);
      }
      later.push(...batch.slice(eager).map((item) => item.entry));
      for (const item of batch) {
        await turn();
        if (!closed) item.deliver();
      }
    }
  }

  function enqueue(item: Item): void {
    if (closed) return;
    line.push(item);
    start();
  }

  function start(): void {
    if (closed || pumping !== undefined || line.length === 0) return;
    pumping = pump()
      .catch((error: unknown) => {
        closed = true;
        failed(error);
      })
      .finally(() => {
        pumping = undefined;
        start();
      });
  }

  return {
    record: (entry, deliver) => enqueue({ entry, eager: true, deliver }),
    recordLater: (entry, deliver) => enqueue({ entry, eager: false, deliver }),
    async flush(last) {
      while (pumping !== undefined) await pumping;
      if (closed) return;
      closed = true;
      const entries = last === undefined ? later : [...later, last];
      later = [];
      await append(entries);
    },
    close() {
      closed = true;
    },
  };
}
