// Ingests version 2 into S3 Vectors and kills itself at one of the steps on the way: arguments are the catalog's file, the
// endpoint, the bucket and the step.

import { S3VectorsClient } from '@aws-sdk/client-s3vectors';
import { documentsOf, lettersEmbedder, TENANT } from '../../../../test/rag/support/versions.ts';
import { type IndexStore, openIndex } from '../../src/index.ts';
import { s3VectorStore } from '../../src/s3-vectors/index.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';

const [file = '', endpoint = '', bucket = '', last = ''] = process.argv.slice(2);
let steps = 0;
let armed = false;

function step(): void {
  if (!armed) return;
  steps += 1;
  if (steps === Number(last)) process.kill(process.pid, 'SIGKILL');
}

const client = new S3VectorsClient({
  endpoint,
  region: 'eu-central-1',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  maxAttempts: 1,
});
client.middlewareStack.add(
  (next) => async (request) => {
    step();
    const response = await next(request);
    step();
    return response;
  },
  { step: 'initialize' },
);

const sqlite = sqliteStore({ file });
const catalog: IndexStore = {
  ...sqlite,
  async commit(batch) {
    step();
    await sqlite.commit(batch);
    step();
  },
};
const store = s3VectorStore({ catalog, bucket, client });
const index = await openIndex({ store, embedder: lettersEmbedder });
armed = true;
await index.ingest(documentsOf(2), { tenant: TENANT });
armed = false;
await index.close();
client.destroy();
console.log(`${steps} steps`);
