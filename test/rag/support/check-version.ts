import { type DocumentIndex, memoryStore, openIndex } from '@ashlar/rag';
import { expect } from 'vitest';
import { ANN, documentsOf, lettersEmbedder, TENANT } from './versions.ts';

/** Which version an index holds, after checking that it holds all of it and nothing else: documents, postings and vectors. */
export async function checkVersion(index: DocumentIndex): Promise<number> {
  const [first] = await index.search({ text: 'granite' }, ANN);
  const version = Number(first?.metadata?.version);
  const pure = await openIndex({ store: memoryStore(), embedder: lettersEmbedder });
  await pure.ingest(documentsOf(version), { tenant: TENANT });
  for (const text of [`version${version}`, 'granite first part', 'version1', 'version2', 'rest']) {
    const [own, other] = await Promise.all(
      [index, pure].map(async (one) => {
        const hits = await one.search({ text, limit: 20 }, ANN);
        return hits.map((hit) => [hit.id, hit.text, hit.score.toFixed(9)]);
      }),
    );
    expect(own).toEqual(other);
  }
  expect(await index.stats(ANN)).toEqual(await pure.stats(ANN));
  expect((await index.generations()).map(({ missing }) => missing)).toEqual([0, 0]);
  return version;
}
