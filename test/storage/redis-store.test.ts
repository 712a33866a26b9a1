import { describeJournalStoreContract } from '@ashlar/core/testing/vitest';
import { journalStore, type Store } from '@ashlar/storage';
import { redisStore } from '@ashlar/storage/redis';
import { describeStoreContract } from '@ashlar/storage/testing';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../servers/redis.ts';

if (!hasRedis) console.warn('Redis is not installed: its tests are skipped.');

describe.skipIf(!hasRedis)('Redis', () => {
  let server: RedisServer;
  let client: ReturnType<typeof createClient>;
  let opened = 0;
  const fresh = (now?: () => number): Promise<Store> => {
    opened += 1;
    return redisStore({ client, prefix: `s${opened}`, ...(now && { now }) });
  };

  beforeAll(async () => {
    server = await startRedis();
    client = createClient({ url: server.url });
    client.on('error', () => {});
    await client.connect();
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  describeStoreContract('redis', fresh);
  describeJournalStoreContract('redis', async () => {
    const store = await fresh();
    return { store: journalStore(store), reopen: () => journalStore(store), close: store.close };
  });
});
