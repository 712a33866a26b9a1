import { AshlarError } from '../errors.ts';
import type {
  JournalAddress,
  JournalFactory,
  JournalHost,
  JournalLog,
  JournalStore,
  RunHeader,
} from '../journal.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Json } from '../json/json.ts';
import { type BeginEntry, type Entry, isEntry, JOURNAL_FORMAT } from './journal-entry.ts';
import { isConflict, readFailure, writeFailure } from './journal-failure.ts';
import { orderedJournal } from './ordered-journal.ts';
import { ignore } from './turn.ts';

export interface StoreJournalOptions {
  /** How long a replay waits for the next recorded effect to be asked for, in milliseconds of the runtime's clock. @default 1000 */
  readonly patienceMs?: number;
  /** The largest result that is recorded. @default 16 MiB */
  readonly maxEntryBytes?: number;
}

/**
 * Records runs in append logs, for example those of `@ashlar/storage`.
 *
 * A run with an id that the store knows is replayed and goes on where it was.
 * Rejects with `journal.version`, `journal.corrupt`, `journal.lost` or `journal.unavailable`.
 */
export function storeJournal(
  store: JournalStore,
  options: StoreJournalOptions = {},
): JournalFactory {
  /** Appends under way, by run. A run that was aborted may be resumed here while its last one still is. */
  const appending = new Map<string, Promise<unknown>>();
  return async (header, host) => {
    const address = addressOf(header);
    const place = JSON.stringify(address);
    await appending.get(place)?.catch(ignore);
    const { log: bare, records } = await read(store, address);
    const log = noting(bare, (append) => {
      appending.set(place, append);
      const done = () => {
        if (appending.get(place) === append) appending.delete(place);
      };
      append.then(done, done);
    });
    const entries = readEntries(records, header);
    if (entries.length === 0 && header.resumed) throw missing(header);
    if (entries.length === 0) entries.push(await begin(log, header, host));
    else checkBegin(entries[0] as Entry, header);
    return orderedJournal({
      log,
      entries,
      header,
      host,
      patienceMs: options.patienceMs ?? 1000,
      maxEntryBytes: options.maxEntryBytes ?? 16 * 1024 * 1024,
    });
  };
}

function addressOf({ runId, tenant, subject }: RunHeader): JournalAddress {
  return {
    runId,
    ...(tenant === undefined ? {} : { tenant }),
    ...(subject === undefined ? {} : { subject }),
  };
}

function missing({ runId, tenant, subject }: RunHeader): AshlarError {
  const whose = tenant === undefined ? 'without a principal' : `of ${subject} at ${tenant}`;
  return new AshlarError(
    'journal.missing',
    `There is no journal of run ${runId} ${whose}. Resume it with the journal and for the principal that it was begun with.`,
    { facts: { run: runId } },
  );
}

function noting(log: JournalLog, note: (append: Promise<void>) => void): JournalLog {
  return {
    read: () => log.read(),
    append(records, expectedLength) {
      const append = log.append(records, expectedLength);
      note(append);
      return append;
    },
  };
}

async function read(
  store: JournalStore,
  address: JournalAddress,
): Promise<{ log: JournalLog; records: readonly unknown[] }> {
  try {
    const log = await store.open(address);
    return { log, records: await log.read() };
  } catch (error) {
    throw readFailure(error, address.runId);
  }
}

/**
 * Records in memory, so that errors, limits and approvals behave as with a store.
 * It keeps every run that it has recorded, so a run with the same id goes on. Entries that are given continue an earlier
 * run: those of its checkpoint.
 */
export function memoryJournal(entries: readonly Json[] = []): JournalFactory {
  const logs = new Map<string, unknown[]>();
  const recordsOf = (address: JournalAddress): unknown[] => {
    const place = JSON.stringify(address);
    const records = logs.get(place) ?? (isOf(entries, address) ? [...entries] : []);
    logs.set(place, records);
    return records;
  };
  const open = storeJournal({
    open(address): JournalLog {
      const records = recordsOf(address);
      return {
        read: async () => records.slice(),
        append: async (added, expectedLength) => {
          if (records.length !== expectedLength) throw conflict();
          records.push(...added);
        },
      };
    },
  });
  return async (header, host) => {
    const session = await open(header, host);
    return { ...session, entries: () => recordsOf(addressOf(header)) as readonly Json[] };
  };
}

function isOf(entries: readonly Json[], { runId }: JournalAddress): boolean {
  const [begin] = entries;
  return isEntry(begin) && begin.t === 'begin' && begin.run === runId;
}

function conflict(): Error {
  return Object.assign(new Error('Somebody else has appended.'), { code: 'storage.conflict' });
}

function readEntries(records: readonly unknown[], header: RunHeader): Entry[] {
  return records.map((record, index) => {
    if (isEntry(record)) return record;
    throw new AshlarError(
      'journal.corrupt',
      `Entry ${index} of the journal of run ${header.runId} is not a journal entry.`,
      { facts: { run: header.runId, entry: index } },
    );
  });
}

async function begin(log: JournalLog, header: RunHeader, host: JournalHost): Promise<BeginEntry> {
  const entry: BeginEntry = {
    t: 'begin',
    format: JOURNAL_FORMAT,
    run: header.runId,
    pattern: header.pattern,
    version: header.version,
    input: header.input,
    at: host.clock.now(),
  };
  try {
    await log.append([entry], 0);
  } catch (error) {
    if (!isConflict(error)) throw writeFailure(error, header.runId);
    throw new AshlarError(
      'journal.lost',
      `Run ${header.runId} was just begun by another process.`,
      {
        facts: { run: header.runId },
        cause: error,
      },
    );
  }
  return entry;
}

function checkBegin(entry: Entry, header: RunHeader): void {
  const { runId: run, pattern, version } = header;
  if (entry.t !== 'begin' || entry.format !== JOURNAL_FORMAT) {
    throw new AshlarError(
      'journal.corrupt',
      `The journal of run ${run} does not begin as ours do.`,
      {
        facts: { run, entry: 0 },
      },
    );
  }
  const samePattern = entry.pattern === pattern;
  if (!samePattern || (entry.version !== version && !header.resumes.includes(entry.version))) {
    throw new AshlarError(
      'journal.version',
      `Run ${run} was recorded by ${entry.pattern}@${entry.version} and cannot be resumed by ${pattern}@${version}. List the version in \`resumes\` when the flow is the same, or finish the run with the old code.`,
      {
        facts: {
          run,
          pattern,
          recorded: `${entry.pattern}@${entry.version}`,
          running: `${pattern}@${version}`,
        },
      },
    );
  }
  if (canonicalJson(entry.input ?? null) !== canonicalJson(header.input ?? null)) {
    throw new AshlarError(
      'journal.diverged',
      `Run ${run} was begun with another input. Use another id for another input.`,
      { facts: { kind: 'input', changed: ['input'] } },
    );
  }
}
