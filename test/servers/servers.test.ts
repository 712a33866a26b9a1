import pg from 'pg';
import { expect, it } from 'vitest';
import { postgresBin, startPostgres } from './postgres.ts';
import { hasRedis, startRedis } from './redis.ts';

it.skipIf(postgresBin === undefined)('keeps what PostgreSQL committed over a crash', async () => {
  const server = await startPostgres();
  const query = async (text: string) => {
    const client = new pg.Client(server.url);
    await client.connect();
    return client.query<{ n: number }>(text).finally(() => client.end());
  };
  try {
    await query('create table t (n int); insert into t values (7)');
    await server.crash();
    expect((await query('select n from t')).rows).toEqual([{ n: 7 }]);
  } finally {
    await server.stop();
  }
});

it.skipIf(!hasRedis)('starts Redis again after a crash', async () => {
  const server = await startRedis();
  try {
    await server.crash();
    expect(server.url).toContain(String(server.port));
  } finally {
    await server.stop();
  }
});
