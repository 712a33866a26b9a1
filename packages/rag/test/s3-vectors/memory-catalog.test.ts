import { memoryStore } from '../../src/index.ts';
import { s3VectorStore } from '../../src/s3-vectors/index.ts';
import { describeIndexStoreContract } from '../../src/testing/index.ts';
import { startS3Vectors } from './s3-vectors-server.ts';

describeIndexStoreContract('S3 Vectors over memory', async () => {
  const { bucket, client, close } = await startS3Vectors();
  return { store: s3VectorStore({ catalog: memoryStore(), bucket, client }), remove: close };
});
