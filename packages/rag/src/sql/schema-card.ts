/** What may be asked of a database, in words: shown to the model, and the list of what its SQL may read. */
export interface SchemaCard {
  readonly tables: readonly TableCard[];
}

/** One table that may be read. Views of the database cannot be: put the tables behind them on the card. */
export interface TableCard {
  readonly name: string;
  /** What one row stands for. */
  readonly meaning: string;
  /** The columns that may be read; no other exists for the SQL. */
  readonly columns: readonly ColumnCard[];
}

export interface ColumnCard {
  readonly name: string;
  /** Units, allowed values, what an empty one says. */
  readonly meaning: string;
  /** As SQLite has it: TEXT, INTEGER, REAL. @default not said */
  readonly type?: string | undefined;
}
