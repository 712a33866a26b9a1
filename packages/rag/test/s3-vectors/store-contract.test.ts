import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { s3VectorStore } from '../../src/s3-vectors/index.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';
import { describeIndexStoreContract } from '../../src/testing/index.ts';
import { startS3Vectors } from './s3-vectors-server.ts';

describeIndexStoreContract('S3 Vectors over SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  const server = await startS3Vectors();
  const { bucket, client } = server;
  const open = () =>
    s3VectorStore({ catalog: sqliteStore({ file: join(folder, 'index.sqlite') }), bucket, client });
  return {
    store: open(),
    again: open,
    async remove() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
