import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type PoolConfig } from 'pg';
import { closedError } from '../conflicts.ts';
import { StorageError } from '../errors.ts';
import type { Clock } from '../store.ts';
import { isTransient, postgresError } from './postgres-error.ts';

/** A row by column name; `bigint` columns arrive as text. */
export type Row = Readonly<Record<string, unknown>>;

/** What is needed of `pg`'s Pool. */
export interface PostgresPool {
  query(
    text: string,
    values?: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }>;
}

/** A pool, and the place of our tables in it. */
export interface Connection {
  /** The quoted schema, with its dot: `"ashlar".` */
  readonly at: string;
  /** The quoted schema. */
  readonly schema: string;
  /** What a statement takes as its time: null for the clock of the server. */
  now(): number | null;
  /** Runs one statement; again, a few times, when the server could not serialize it. */
  query(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Where to connect. */
export interface ConnectionOptions {
  readonly pool?: PostgresPool;
  readonly connection?: string | PoolConfig;
  readonly schema?: string;
  readonly now?: Clock;
}

const attempts = 5;

/** Prepares the connection; nothing is sent yet. */
export function openConnection(options: ConnectionOptions): Connection {
  const schema = quotedSchema(options.schema ?? 'ashlar');
  const { pool, end } = poolOf(options);
  let closed = false;

  async function query(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    for (let attempt = 1; ; attempt += 1) {
      if (closed) throw closedError();
      try {
        return (await pool.query(text, [...values])).rows;
      } catch (error) {
        if (!isTransient(error) || attempt === attempts) throw postgresError(error);
      }
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }
  return {
    schema,
    at: `${schema}.`,
    now: () => (options.now === undefined ? null : Math.ceil(options.now())),
    query,
    async close() {
      if (closed) return;
      closed = true;
      await end();
    },
  };
}

/** The statement's time in milliseconds: the parameter, or the server's clock. */
export function nowSql(parameter: string): string {
  return `coalesce(${parameter}::bigint, ceil(extract(epoch from clock_timestamp()) * 1000)::bigint)`;
}

function poolOf(options: ConnectionOptions): { pool: PostgresPool; end: () => Promise<void> } {
  if ((options.pool === undefined) === (options.connection === undefined)) {
    throw new StorageError(
      'storage.invalid-value',
      'postgresStore needs either `pool` or `connection`. Give exactly one of them.',
      { at: 'connection' },
    );
  }
  if (options.pool !== undefined) return { pool: options.pool, end: async () => {} };
  const { connection } = options;
  const own = madePool(
    typeof connection === 'string' ? { connectionString: connection } : connection,
  );
  // A connection that breaks while idle must not end the process; the next query opens another.
  own.on('error', () => {});
  own.on('connect', (client) => client.on('error', () => {}));
  return { pool: own, end: () => own.end() };
}

function madePool(config: PoolConfig | undefined): pg.Pool {
  try {
    return new pg.Pool(config);
  } catch (error) {
    throw postgresError(error);
  }
}

function quotedSchema(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return `"${name}"`;
  throw new StorageError(
    'storage.invalid-value',
    'The schema must be 1 to 63 lower case letters, digits or _, and not begin with a digit.',
    { at: 'schema' },
  );
}
