import type { RedisClientOptions } from 'redis';
import { oneOf } from '../arguments.ts';
import type { Clock, Store } from '../store.ts';
import { openConnection, type RedisCommands } from './connection.ts';
import { eraseSubject } from './erase-subject.ts';
import { redisCounters } from './redis-counters.ts';
import { redisLeases } from './redis-leases.ts';
import { redisLog } from './redis-log.ts';
import { redisValues } from './redis-values.ts';
import { requireDurability } from './require-durability.ts';

/** Which server, and where in it. */
export interface RedisStoreOptions {
  /** A connected client of `redis` that you keep: it is used and never closed. */
  readonly client?: RedisCommands;
  /** Instead of a client: how to connect, a URL or the options of `createClient`. What is opened is closed by `close`. */
  readonly connection?: string | RedisClientOptions;
  /** The start of every key, before the tenant. Default `ashlar`. */
  readonly prefix?: string;
  /**
   * False (default): opening fails on a server that keeps no append-only file or may evict keys, because it would lose
   * acknowledged records. True: for caches and other state that may be lost.
   */
  readonly mayLose?: boolean;
  /**
   * What `erase` does about the bytes on disk. `delete` (default): they leave the append-only file when Redis rewrites it the next
   * time. `rewrite`: it is rewritten now, which forks the server; managed services often forbid it.
   */
  readonly erasure?: 'delete' | 'rewrite';
  /** For tests; values then leave memory only when they are touched. Default: the clock of the server. */
  readonly now?: Clock;
}

/**
 * A store in one Redis 7 or newer, with or without replicas; not in Redis Cluster.
 *
 * Each call is one command or one script, and so atomic. What an acknowledged write survives is the server's `appendfsync`:
 * the README has the table. Everything lies in the server's memory.
 *
 * @throws StorageError `storage.unavailable` when the server cannot be used or would lose records, `storage.invalid-value` for a bad
 * `prefix`.
 */
export async function redisStore(options: RedisStoreOptions): Promise<Store> {
  const erasure = oneOf(options.erasure ?? 'delete', 'erasure', ['delete', 'rewrite']);
  const connection = await openConnection(options);
  try {
    if (options.mayLose !== true) await requireDurability(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return {
    values: redisValues(connection),
    log: (key) => redisLog(connection, key),
    counters: redisCounters(connection),
    leases: redisLeases(connection),
    erase: (subject) => eraseSubject(connection, subject, erasure),
    close: () => connection.close(),
  };
}
