import type { PoolConfig } from 'pg';
import { oneOf } from '../arguments.ts';
import type { Clock, Store } from '../store.ts';
import { openConnection, type PostgresPool } from './connection.ts';
import { eraseSubject } from './erase-subject.ts';
import { migrate } from './migrate.ts';
import { postgresCounters } from './postgres-counters.ts';
import { postgresLeases } from './postgres-leases.ts';
import { postgresLog } from './postgres-log.ts';
import { postgresValues } from './postgres-values.ts';

/** Which server, and where in it. */
export interface PostgresStoreOptions {
  /** A pool of `pg` that you keep: it is used and never closed. Listen to its `error` event. */
  readonly pool?: PostgresPool;
  /** Instead of a pool: how to connect, a URL or the options of `pg`'s Pool. What is opened is closed by `close`. */
  readonly connection?: string | PoolConfig;
  /** The schema that holds the tables; made when it is not there. Lower case letters, digits, `_`. Default `ashlar`. */
  readonly schema?: string;
  /**
   * What `erase` does about the bytes of deleted rows. `vacuum` (default): PostgreSQL gives their space free, nobody waits, and old
   * bytes can stay in it until it is used again. `rewrite`: the tables are written anew (`VACUUM FULL`), and nobody can use them
   * meanwhile.
   */
  readonly erasure?: 'vacuum' | 'rewrite';
  /** For tests. Default: the clock of the server, which all clients share. */
  readonly now?: Clock;
}

/**
 * A store in PostgreSQL 13 or newer, for any number of machines.
 *
 * Each call is one statement and one round trip, atomic whatever happens to the client. Serialization failures are tried again
 * up to five times, then `storage.busy`. Tables are made on opening when they are not there; it then needs the right to create.
 *
 * @throws StorageError `storage.unavailable` when the server cannot be used, `storage.invalid-value` for a bad `schema`.
 */
export async function postgresStore(options: PostgresStoreOptions): Promise<Store> {
  const erasure = oneOf(options.erasure ?? 'vacuum', 'erasure', ['vacuum', 'rewrite']);
  const connection = openConnection(options);
  try {
    await migrate(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    values: postgresValues(connection),
    log: (key) => postgresLog(connection, key),
    counters: postgresCounters(connection),
    leases: postgresLeases(connection),
    erase: (subject) => eraseSubject(connection, subject, erasure),
    close: () => connection.close(),
  };
}
