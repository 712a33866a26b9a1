import type { JournalFactory, Json, StoreJournalOptions } from '../../src/index.ts';
import { storeJournal } from '../../src/index.ts';
import type { Entry } from '../../src/kernel/journal-entry.ts';

/** A log in memory that behaves as a store does: JSON text, appends on condition. */
export interface TestLog {
  readonly journal: JournalFactory;
  /** What is recorded so far. */
  entries(): readonly Entry[];
  /** Ids of recorded ends, in order. */
  ends(): readonly string[];
  /** A new log with the first `length` entries: what a process finds after a kill there. */
  cut(length: number): TestLog;
  /** A new log that ends just before the end of this effect was recorded. */
  before(id: string): TestLog;
}

export interface TestLogOptions extends StoreJournalOptions {
  /** Runs before each append, for example to wait or to throw. */
  readonly beforeAppend?: (records: readonly Entry[]) => void | Promise<void>;
}

export function testLog(options: TestLogOptions = {}, texts: string[] = []): TestLog {
  const entries = (): Entry[] => texts.map((text) => JSON.parse(text) as Entry);
  const store = {
    open: () => ({
      read: async () => entries(),
      append: async (records: readonly unknown[], expectedLength: number) => {
        await options.beforeAppend?.(records as readonly Entry[]);
        if (texts.length !== expectedLength) {
          throw Object.assign(new Error('conflict'), { code: 'storage.conflict' });
        }
        for (const record of records) texts.push(JSON.stringify(strict(record as Json)));
      },
    }),
  };
  return {
    journal: storeJournal(store, { patienceMs: 100, ...options }),
    entries,
    ends: () => entries().flatMap((entry) => (entry.t === 'end' ? [entry.id] : [])),
    cut: (length) => testLog(options, texts.slice(0, length)),
    before(id) {
      const at = entries().findIndex((entry) => entry.t === 'end' && entry.id === id);
      if (at === -1) throw new Error(`${id} has no end in the log`);
      return testLog(options, texts.slice(0, at));
    },
  };
}

/** Stores such as `@ashlar/storage` refuse what JSON would drop in silence. */
function strict(value: Json | undefined): Json {
  if (value === undefined) throw new Error('undefined cannot be stored');
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) strict(inner as Json);
  }
  return value;
}
