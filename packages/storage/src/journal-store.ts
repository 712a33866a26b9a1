import type { AppendLog } from './append-log.ts';
import type { LogStore } from './store.ts';

/** Which run a journal belongs to. */
interface JournalAddress {
  readonly runId: string;
  readonly tenant?: string;
  readonly subject?: string;
}

// Runs without a principal share a tenant that no host would use; erasing a subject never reaches them.
const NOBODY = '-';

/**
 * Keeps the journals of runs in `store`, one log per run under its tenant and subject, so that
 * `store.erase` removes them with everything else of that subject. Give it to `storeJournal` of `@ashlar/core`.
 */
export function journalStore(store: LogStore): { open(address: JournalAddress): AppendLog } {
  return {
    open: ({ runId, tenant = NOBODY, subject }) =>
      store.log({
        tenant,
        ...(subject === undefined ? {} : { subject }),
        path: ['journal', runId],
      }),
  };
}
