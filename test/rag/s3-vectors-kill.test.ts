import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndex } from '@ashlar/rag';
import { s3VectorStore } from '@ashlar/rag/s3-vectors';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { expect, it } from 'vitest';
import { startS3Vectors } from '../../packages/rag/test/s3-vectors/s3-vectors-server.ts';
import { checkVersion } from './support/check-version.ts';
import { documentsOf, lettersEmbedder, TENANT } from './support/versions.ts';

/** Steps to kill at: some of many by default; `pnpm soak` takes every one. */
const SAMPLE = process.env.ASHLAR_SOAK ? Number.POSITIVE_INFINITY : 4;

/** Ends with the child: how many steps it took, or undefined when it was killed on the way. */
function ingestInChild(...places: readonly string[]): Promise<number | undefined> {
  const script = join(import.meta.dirname, 'support', 'die-in-s3-vectors.ts');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...places], (error, stdout, stderr) => {
      if (error === null) resolve(Number.parseInt(stdout, 10));
      else if (error.signal === 'SIGKILL') resolve(undefined);
      else reject(new Error(stderr));
    });
  });
}

it('leaves old or new, and vectors that a sweep tidies up, wherever an ingestion is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  const server = await startS3Vectors();
  const { bucket, client, endpoint, indexes } = server;
  const file = join(folder, 'index.sqlite');
  const open = async () => {
    const store = s3VectorStore({ catalog: sqliteStore({ file }), bucket, client });
    return { store, index: await openIndex({ store, embedder: lettersEmbedder }) };
  };
  const setBack = async () => {
    const { index } = await open();
    await index.ingest(documentsOf(1), { tenant: TENANT });
    await index.close();
  };
  const look = async () => {
    const { store, index } = await open();
    const version = await checkVersion(index);
    await store.sweep({ olderThanMs: -1 });
    expect(await checkVersion(index)).toBe(version);
    const { passages } = await index.stats({ unrestricted: 'test' });
    expect([...indexes.values()].reduce((sum, { entries }) => sum + entries.size, 0)).toBe(
      passages,
    );
    await index.close();
    return version;
  };
  try {
    await setBack();
    const steps = Number(await ingestInChild(file, endpoint, bucket, '0'));
    expect(steps).toBeGreaterThanOrEqual(10);
    const stride = Math.max(1, Math.ceil(steps / SAMPLE));
    const seen = new Set<number>();
    for (let step = 1; step <= steps; step += stride) {
      await setBack();
      expect(await ingestInChild(file, endpoint, bucket, String(step))).toBeUndefined();
      seen.add(await look());
    }
    await setBack();
    await ingestInChild(file, endpoint, bucket, String(steps));
    seen.add(await look());
    expect([...seen]).toEqual([1, 2]);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
