import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { AshlarError, isAshlarError } from '@ashlar/core';
import { schema } from './schema.ts';

/** A row by column name. */
export type Row = Record<string, SQLOutputValue>;

/** One connection to an index file. Everything is synchronous: nothing of this process comes in between. */
export interface Database {
  readonly file: string;
  all(sql: string, ...parameters: readonly SQLInputValue[]): readonly Row[];
  get(sql: string, ...parameters: readonly SQLInputValue[]): Row | undefined;
  run(sql: string, ...parameters: readonly SQLInputValue[]): void;
  /** Row by row, without holding all of them. */
  each(sql: string, ...parameters: readonly SQLInputValue[]): Iterable<Row>;
  /** Statements without parameters. */
  execute(sql: string): void;
  /** All of the body or nothing, with no other writer in between. */
  write<T>(body: () => T): T;
  /** Everything that the body reads is of one commit, whatever other processes write meanwhile. */
  read<T>(body: () => T): T;
  /** Changes with every commit of another connection. */
  version(): number;
  close(): void;
}

/**
 * Opens the file and makes the tables if they are not there.
 *
 * A killed process leaves what was committed (WAL); a loss of power may take the last commits with it, never more.
 */
export function openDatabase(file: string): Database {
  const connection = attempt(file, () => new DatabaseSync(file));
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const transaction = <T>(begin: string, body: () => T): T => {
    database.run(begin);
    try {
      const result = body();
      database.run('COMMIT');
      return result;
    } catch (error) {
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  };
  const database: Database = {
    file,
    all: (sql, ...parameters) => attempt(file, () => prepared(sql).all(...parameters)),
    get: (sql, ...parameters) => attempt(file, () => prepared(sql).get(...parameters)),
    run: (sql, ...parameters) => {
      attempt(file, () => prepared(sql).run(...parameters));
    },
    each: (sql, ...parameters) => attempt(file, () => prepared(sql).iterate(...parameters)),
    execute: (sql) => attempt(file, () => connection.exec(sql)),
    write: (body) => transaction('BEGIN IMMEDIATE', body),
    read: (body) => transaction('BEGIN', body),
    version: () => Number(database.get('PRAGMA data_version')?.data_version),
    close() {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
  try {
    attempt(file, () => {
      connection.exec('PRAGMA busy_timeout = 5000');
      // Only a new file takes it: what a dropped generation held goes back to the disk.
      const pages = connection.prepare('PRAGMA page_count').get()?.page_count;
      if (pages === 0) connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
      connection.exec('PRAGMA journal_mode = WAL');
      connection.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000');
    });
    // A reader that opens a finished file must not wait for whoever writes to it.
    const made = database.get(
      "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'posting'",
    );
    if (made === undefined) database.write(() => attempt(file, () => connection.exec(schema)));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite's errors by their result code: https://www.sqlite.org/rescode.html */
function attempt<T>(file: string, body: () => T): T {
  try {
    return body();
  } catch (cause) {
    if (isAshlarError(cause)) throw cause;
    const code = (Number((cause as { readonly errcode?: unknown }).errcode) || 0) & 0xff;
    const facts = { where: file };
    if (code === 5 || code === 6) {
      const message = `Another process is writing to the index ${file}. Try again when it is done.`;
      throw new AshlarError('index.busy', message, { facts, cause, retryable: true });
    }
    if (code === 11 || code === 26) {
      const message = `${file} is no index, or it is damaged. Delete it and ingest again.`;
      throw new AshlarError('index.format', message, { facts, cause });
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `The index ${file} cannot be used: ${reason}.`;
    throw new AshlarError('index.unavailable', message, { facts, cause });
  }
}
