import { AshlarError, isAshlarError } from '@ashlar/core';
import type { PostgresClient, PostgresPool } from './pool.ts';

/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** One transaction. */
export interface Transaction {
  all(sql: string, ...parameters: readonly unknown[]): Promise<readonly Row[]>;
  get(sql: string, ...parameters: readonly unknown[]): Promise<Row | undefined>;
}

/** A database with the tables of an index in one schema, whose name comes quoted. */
export interface Database {
  readonly schema: string;
  /** Everything that the body reads is of one moment, whatever others write meanwhile. */
  read<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** All of the body or nothing. */
  write<T>(body: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** Each transaction takes a connection of the pool and gives it back; no state stays on a connection. */
export function connectDatabase(pool: PostgresPool, schema: string, lockMs: number): Database {
  const where = `schema ${schema}`;
  const run = async <T>(
    begin: readonly string[],
    body: (transaction: Transaction) => Promise<T>,
  ): Promise<T> => {
    let client: PostgresClient;
    try {
      client = await pool.connect();
    } catch (cause) {
      throw translate(cause, where);
    }
    let lost = false;
    // A connection that breaks while nothing is asked of it says so by an event, which would end the process.
    const onError = () => {
      lost = true;
    };
    client.on?.('error', onError);
    const all: Transaction['all'] = async (sql, ...parameters) => {
      const { rows } = await client.query(sql, [...parameters]);
      return rows as readonly Row[];
    };
    try {
      for (const statement of begin) await client.query(statement);
      const result = await body({ all, get: async (...query) => (await all(...query))[0] });
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(onError);
      throw translate(error, where);
    } finally {
      client.off?.('error', onError);
      client.release(lost);
    }
  };
  return {
    schema: `"${schema}"`,
    read: (body) => run(['BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'], body),
    write: (body) => run(['BEGIN', `SET LOCAL lock_timeout = ${lockMs}`], body),
  };
}

/** Lock not available, deadlock, could not serialise. */
const BUSY = new Set(['55P03', '40P01', '40001']);

/** Errors of PostgreSQL by their SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function translate(cause: unknown, where: string): unknown {
  if (isAshlarError(cause)) return cause;
  const { code } = cause as { readonly code?: unknown };
  const known = typeof code === 'string';
  const facts = { where };
  if (known && BUSY.has(code)) {
    const message = `Another process is writing to the index in ${where}. Try again when it is done.`;
    return new AshlarError('index.busy', message, { facts, cause, retryable: true });
  }
  // What is not of the database is of whoever called: a document that cannot be read.
  const lost = cause instanceof Error && /connection|terminat|timeout/i.test(cause.message);
  if (!known && !lost) return cause;
  const retryable = lost || /^(?:08|53|57)|^E[A-Z]+$/.test(String(code));
  const state = known ? ` (${code})` : '';
  const message = `The index in ${where} cannot be used: PostgreSQL refuses or does not answer${state}. The cause says more.`;
  return new AshlarError('index.unavailable', message, { facts, cause, retryable });
}
