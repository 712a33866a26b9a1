import { postgresStore } from '@ashlar/rag/postgres';
import { s3VectorStore } from '@ashlar/rag/s3-vectors';
import { describeIndexStoreContract } from '@ashlar/rag/testing';
import pg from 'pg';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { startS3Vectors } from '../../packages/rag/test/s3-vectors/s3-vectors-server.ts';
import { type PostgresServer, postgresBin, startPostgres } from '../servers/postgres.ts';

describe.skipIf(postgresBin === undefined)('S3 Vectors with its catalog in PostgreSQL', () => {
  let server: PostgresServer;
  let pool: pg.Pool;
  let made = 0;
  beforeAll(async () => {
    server = await startPostgres();
    pool = new pg.Pool({ connectionString: server.url, max: 6 });
    pool.on('error', () => {});
  });
  afterAll(async () => {
    await pool?.end();
    await server?.stop();
  });

  describeIndexStoreContract('S3 Vectors over PostgreSQL', async () => {
    made += 1;
    const schema = `catalog_${made}`;
    const { bucket, client, close } = await startS3Vectors();
    const open = () => s3VectorStore({ catalog: postgresStore({ pool, schema }), bucket, client });
    return { store: open(), again: open, remove: close };
  });
});

if (postgresBin === undefined)
  it.skip('PostgreSQL is not installed here: S3 Vectors was not tested over it');
