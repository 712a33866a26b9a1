import type { RowFilter } from './row-rights.ts';

/** What a query process is told; it answers with {@link QueryReply} and ends. */
export interface QueryRequest {
  readonly file: string;
  readonly sql: string;
  readonly tables: readonly VisibleTable[];
  readonly maxRows: number;
  readonly maxBytes: number;
}

export interface VisibleTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Absent: all rows. */
  readonly filter?: RowFilter;
}

export type QueryReply =
  | { readonly rows: readonly string[]; readonly truncated: boolean }
  /** What is wrong with the SQL, in SQLite's words. */
  | { readonly refused: string }
  /** The database cannot be read at all. */
  | { readonly unavailable: string };
