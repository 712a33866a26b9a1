import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedError } from '../conflicts.ts';
import type { Clock } from '../store.ts';
import { schema } from './schema.ts';
import { isBusy, sqliteError } from './sqlite-error.ts';

/** A row by column name. */
export type Row = Record<string, SQLOutputValue>;

/** What may be done inside one transaction; synchronous, so nothing of this process comes in between. */
export interface Transaction {
  all(sql: string, ...parameters: readonly SQLInputValue[]): readonly Row[];
  get(sql: string, ...parameters: readonly SQLInputValue[]): Row | undefined;
  /** Resolves to the number of changed rows. */
  run(sql: string, ...parameters: readonly SQLInputValue[]): number;
  /** A number larger than any this file gave before. */
  next(): number;
}

/** One connection to the file. */
export interface Database {
  readonly now: Clock;
  read<T>(body: (transaction: Transaction) => T): Promise<T>;
  /** All of the body or nothing, with no other writer in between. */
  write<T>(body: (transaction: Transaction) => T): Promise<T>;
  /** Runs something outside of a transaction, again while others hold the file; `body` gives false to be asked again. */
  outside(body: (transaction: Transaction) => boolean): Promise<void>;
  close(): Promise<void>;
}

/** How a connection is made. */
export interface DatabaseOptions {
  readonly file: string;
  readonly synchronous: 'full' | 'normal' | 'off';
  readonly busyTimeoutMs: number;
  readonly now: Clock;
}

/** Opens the file and makes the tables if they are not there. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { file, busyTimeoutMs } = options;
  const connection = await patiently(() => new DatabaseSync(file, { timeout: 0 }));
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  function prepared(sql: string): ReturnType<DatabaseSync['prepare']> {
    const statement = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }
  const transaction: Transaction = {
    all: (sql, ...parameters) => prepared(sql).all(...parameters),
    get: (sql, ...parameters) => prepared(sql).get(...parameters),
    run: (sql, ...parameters) => Number(prepared(sql).run(...parameters).changes),
    next: () =>
      Number(prepared('UPDATE ashlar_sequence SET last = last + 1 RETURNING last').get()?.last),
  };

  /** SQLite's own waiting would block the event loop: it gives up at once, and we ask again between turns. */
  async function patiently<T>(body: () => T): Promise<T> {
    const deadline = performance.now() + busyTimeoutMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return body();
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw sqliteError(error, file);
      }
      await sleep(Math.random() * Math.min(2 ** attempt, 25));
    }
  }
  function atomically<T>(begin: string, body: () => T): T {
    if (!connection.isOpen) throw closedError();
    prepared(begin).run();
    try {
      const result = body();
      prepared('COMMIT').run();
      return result;
    } catch (error) {
      if (connection.isTransaction) prepared('ROLLBACK').run();
      throw error;
    }
  }
  const database: Database = {
    now: options.now,
    read: (body) => patiently(() => atomically('BEGIN', () => body(transaction))),
    write: (body) => patiently(() => atomically('BEGIN IMMEDIATE', () => body(transaction))),
    async outside(body) {
      await patiently(() => {
        if (!connection.isOpen) throw closedError();
        if (!body(transaction)) throw busySignal;
      });
    },
    async close() {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
  try {
    await patiently(() => connection.exec('PRAGMA journal_mode = WAL'));
    connection.exec(`PRAGMA synchronous = ${options.synchronous}; PRAGMA secure_delete = ON`);
    await patiently(() => atomically('BEGIN IMMEDIATE', () => connection.exec(schema)));
    return database;
  } catch (error) {
    connection.close();
    throw sqliteError(error, file);
  }
}

const busySignal = Object.assign(new Error('database is locked'), { errcode: 5 });
