import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIndex } from '@ashlar/rag';
import { sqliteStore } from '@ashlar/rag/sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { otherEmbedder } from './support/other-embedder.ts';
import { ANN, documentsOf, lettersEmbedder, TENANT } from './support/versions.ts';

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'index.sqlite');
}

it('goes on with a new generation after the process that made it was killed, again and again', async () => {
  const file = temporaryFile();
  const index = await openIndex({ store: sqliteStore({ file }), embedder: lettersEmbedder });
  const documents = Array.from({ length: 40 }, (_, i) => ({
    source: `${i}.md`,
    read: async () => new TextEncoder().encode(`Granite number ${i}.`),
  }));
  await index.ingest(documents, { tenant: TENANT });
  const missing = async () =>
    (await index.generations()).find(({ vectors }) => vectors?.id === otherEmbedder.id)?.missing;
  const script = join(import.meta.dirname, 'support', 'die-in-reindex.ts');
  let left = 40;
  for (const batches of [1, 3, 4]) {
    const child = spawn(process.execPath, [script, file, String(batches)], { stdio: 'ignore' });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    // It dies after it has asked for a batch and before that is stored: what was stored before is not made again.
    left -= 2 * (batches - 1);
    expect(await missing()).toBe(left);
    expect((await index.search({ text: 'granite' }, ANN)).length).toBeGreaterThan(0);
    await expect(index.switchTo(otherEmbedder)).rejects.toMatchObject({
      code: 'index.generation',
      facts: { missing: left },
    });
  }
  expect(await index.reindex({ embedder: otherEmbedder })).toEqual({
    embedded: left,
    interrupted: false,
  });
  await index.switchTo(otherEmbedder);
  await index.close();
  const again = await openIndex({ store: sqliteStore({ file }), embedder: otherEmbedder });
  expect(await again.search({ text: 'granite' }, ANN)).toHaveLength(10);
  await again.close();
});

it('gives the space of a dropped generation back to the disk', async () => {
  const file = temporaryFile();
  const wide = { ...lettersEmbedder, id: 'wide', dimensions: 4096 };
  const embedder = {
    ...wide,
    embed: async (items: readonly unknown[]) => ({
      vectors: items.map((_, i) => new Float32Array(4096).fill(1 + i)),
      calls: [],
    }),
  };
  const index = await openIndex({ store: sqliteStore({ file }), embedder });
  const documents = Array.from({ length: 200 }, (_, i) => ({
    source: `${i}.md`,
    read: async () => new TextEncoder().encode(`Granite number ${i}.`),
  }));
  await index.ingest(documents, { tenant: TENANT });
  await index.reindex({ embedder: lettersEmbedder });
  await index.switchTo(lettersEmbedder);
  const vectorBytes = 200 * 4096 * 4;
  // What was committed lies in the log of writes until it is copied to the file.
  const size = () => [file, `${file}-wal`].reduce((sum, one) => sum + statSync(one).size, 0);
  expect(size()).toBeGreaterThan(vectorBytes);
  await index.drop(embedder);
  expect(size()).toBeLessThan(vectorBytes / 4);
  expect(await index.search({ text: 'granite' }, ANN)).toHaveLength(10);
  await index.close();
});

it('rolls back in another process, which has to bring the embedder, and fills what is missing', async () => {
  const file = temporaryFile();
  const first = await openIndex({ store: sqliteStore({ file }), embedder: lettersEmbedder });
  await first.ingest(documentsOf(1), { tenant: TENANT });
  await first.reindex({ embedder: otherEmbedder });
  await first.switchTo(otherEmbedder);
  await first.ingest(documentsOf(2), { tenant: TENANT });
  await first.close();
  const second = await openIndex({ store: sqliteStore({ file }), embedder: otherEmbedder });
  await expect(second.rollback()).rejects.toMatchObject({ code: 'index.embedder' });
  expect(await second.rollback(lettersEmbedder)).toMatchObject({ state: 'serving', missing: 4 });
  expect(await second.search({ text: 'granite' }, ANN)).toHaveLength(4);
  expect(await second.reindex({ embedder: lettersEmbedder })).toMatchObject({ embedded: 4 });
  expect((await second.generations()).map(({ state, missing }) => [state, missing])).toEqual([
    ['spare', 0],
    ['serving', 0],
    ['previous', 0],
  ]);
  expect(await second.rollback()).toMatchObject({ vectors: { id: otherEmbedder.id } });
  await second.close();
});
