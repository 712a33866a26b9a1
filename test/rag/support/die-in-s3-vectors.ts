// Ingests version 2 into S3 Vectors and kills itself at one of the steps on the way: arguments are the catalog's file, the
// endpoint, the bucket and the step.

import { type IndexStore, openIndex } from '@ashlar/rag';
import { s3VectorStore } from '@ashlar/rag/s3-vectors';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { connect } from '../../../packages/rag/test/s3-vectors/connect.ts';
import { documentsOf, lettersEmbedder, TENANT } from './versions.ts';

const [file = '', endpoint = '', bucket = '', last = ''] = process.argv.slice(2);
let steps = 0;
let armed = false;

function step(): void {
  if (!armed) return;
  steps += 1;
  if (steps === Number(last)) process.kill(process.pid, 'SIGKILL');
}

const client = connect(endpoint, step);
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
