import type { JournalLog } from '../journal.ts';
import type { Json } from '../json/json.ts';

/** The error with which every store refuses an append that expects another length. */
export class ConflictError extends Error {
  readonly code = 'storage.conflict';
  readonly expectedLength: number;
  readonly actualLength: number;

  constructor(expectedLength: number, actualLength: number) {
    super(
      `The log has ${actualLength} records, not ${expectedLength}: somebody else has appended.`,
    );
    this.name = 'ConflictError';
    this.expectedLength = expectedLength;
    this.actualLength = actualLength;
  }
}

export interface MemoryLog extends JournalLog {
  /** A copy of what the log holds now. */
  readonly records: readonly Json[];
}

/** An append log in memory. Records are kept as JSON text, so that nothing survives that a disk would not keep. */
export function memoryLog(records: readonly unknown[] = []): MemoryLog {
  const lines = records.map((record) => JSON.stringify(record));
  const copy = (): Json[] => lines.map((line) => JSON.parse(line) as Json);
  return {
    get records() {
      return copy();
    },
    read: async () => copy(),
    async append(added, expectedLength) {
      if (lines.length !== expectedLength) throw new ConflictError(expectedLength, lines.length);
      lines.push(...added.map((record) => JSON.stringify(record)));
    },
  };
}
