import type { Store } from '../../src/index.ts';
import { postgresStore } from '../../src/postgres/index.ts';
import { redisStore } from '../../src/redis/index.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';

/** Opens the store that a test names on the command line of a child: `sqlite`, `postgres` or `redis`, and where. */
export async function openStore(kind: string, where: string): Promise<Store> {
  if (kind === 'postgres') return await postgresStore({ connection: where });
  if (kind === 'redis') return await redisStore({ connection: where });
  return await sqliteStore({ file: where, synchronous: 'off', busyTimeoutMs: 20_000 });
}
