// Makes a new generation of an index in a SQLite file, two passages at a time, and kills itself in the middle of a batch.
import { openIndex } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { otherEmbedder } from './other-embedder.ts';
import { lettersEmbedder } from './versions.ts';

const [file = '', last = ''] = process.argv.slice(2);
const index = await openIndex({ store: sqliteStore({ file }), embedder: lettersEmbedder });
let batches = 0;
await index.reindex({
  batchPassages: 2,
  embedder: {
    ...otherEmbedder,
    async embed(items, options) {
      batches += 1;
      if (batches === Number(last)) process.kill(process.pid, 'SIGKILL');
      return otherEmbedder.embed(items, options);
    },
  },
});
