/** What of `pg.Pool` is used: any pool of that shape will do. It stays yours: close it when the index is closed. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
}

/** A connection of a {@link PostgresPool}. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  /** With an error the connection is closed instead of used again. */
  release(error?: boolean): void;
  on?(event: 'error', listener: (error: Error) => void): unknown;
  off?(event: 'error', listener: (error: Error) => void): unknown;
}
