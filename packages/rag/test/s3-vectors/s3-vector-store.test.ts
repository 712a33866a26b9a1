import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access, Principal } from '@ashlar/core';
import { expect, it, onTestFinished } from 'vitest';
import { compileFilter } from '../../src/index/compile-filter.ts';
import { type IndexStore, memoryStore, openIndex } from '../../src/index.ts';
import { s3VectorStore } from '../../src/s3-vectors/index.ts';
import { metadataFilter } from '../../src/s3-vectors/metadata-filter.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';
import {
  ANN,
  documentOf,
  put,
  randomNumbers,
  towards,
  VECTORS,
} from '../../src/testing/fixtures.ts';
import { randomFilter, randomMetadata } from '../../src/testing/random-filter.ts';
import { file, topicEmbedder } from '../support.ts';
import { metadataMatches } from './metadata-matches.ts';
import { type S3VectorsServer, startS3Vectors } from './s3-vectors-server.ts';

const ANYBODY = { unrestricted: 'test' };

interface Opened {
  readonly server: S3VectorsServer;
  readonly store: ReturnType<typeof s3VectorStore>;
  again(): Promise<ReturnType<typeof s3VectorStore>>;
}

async function opened(vectors: typeof VECTORS | undefined = VECTORS): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-rag-'));
  const server = await startS3Vectors();
  const stores: IndexStore[] = [];
  const again = async () => {
    const catalog = sqliteStore({ file: join(folder, 'index.sqlite') });
    const store = s3VectorStore({ catalog, bucket: server.bucket, client: server.client });
    stores.push(store);
    await store.open(vectors);
    return store;
  };
  onTestFinished(async () => {
    for (const store of stores) await store.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { server, store: await again(), again };
}

const nearest = async (store: IndexStore, degrees: number, access: Access = ANN) =>
  (await store.search({ vector: towards(degrees).vector, access, k: 10 })).passages;

const at = (source: string, degrees: number, text = `Text of ${source}.`, more = {}) =>
  documentOf(source, [text], { embeddings: [towards(degrees, text)], ...more });

const stored = ({ indexes }: S3VectorsServer) =>
  [...indexes.values()].flatMap(({ entries }) => [...entries.values()]);

it('finds by meaning what shares no word with the question, through an index', async () => {
  const { server } = await opened(undefined);
  const index = await openIndex({
    store: s3VectorStore({ catalog: memoryStore(), bucket: server.bucket, client: server.client }),
    embedder: topicEmbedder(),
  });
  await index.ingest([file('a.md', 'The automobile is red.'), file('b.md', 'A loaf a day.')], {
    tenant: 'acme',
  });
  const hits = await index.search({ text: 'car' }, ANN);
  expect(hits.map(({ source }) => source)).toEqual(['a.md']);
  expect((await index.recallCheck(ANN)).recall).toBe(1);
});

it('embeds nothing again that is there under the same text', async () => {
  const { server } = await opened(undefined);
  const embedder = topicEmbedder();
  let embedded = 0;
  const counting: typeof embedder = {
    ...embedder,
    embed(items, options, context) {
      embedded += items.length;
      return embedder.embed(items, options, context);
    },
  };
  const catalog = memoryStore();
  const index = await openIndex({
    store: s3VectorStore({ catalog, bucket: server.bucket, client: server.client }),
    embedder: counting,
  });
  await index.ingest([file('a.md', 'The automobile is red.')], { tenant: 'acme' });
  expect(embedded).toBe(1);
  await index.ingest([file('a.md', 'The automobile is red.', { groups: ['masons'] })], {
    tenant: 'acme',
  });
  expect(embedded).toBe(1);
});

it('narrows by a condition that every document fulfils that the filter fits, however odd its metadata', async () => {
  const { store, server } = await opened();
  const random = randomNumbers(11);
  const documents = Array.from({ length: 60 }, (_, i) =>
    at(i % 9 === 0 ? `b/c.md${i}` : `a.md${i}`, i, `Text ${i}.`, {
      ...(i % 10 !== 0 && { metadata: randomMetadata(random) }),
      ...(i % 3 === 0 && { card: { owner: i % 2 === 0 ? 'ab' : 'Ä', precedence: i % 4 } }),
    }),
  );
  await put(store, documents);
  const vectors = stored(server);
  expect(vectors).toHaveLength(60);
  let [spared, narrowed] = [0, 0];
  for (let i = 0; i < 300; i += 1) {
    const filter = randomFilter(random);
    const expected = documents.filter(compileFilter(filter)).map(({ source }) => source);
    const { passages } = await store.search({
      vector: towards(30).vector,
      filter,
      access: ANN,
      k: 100,
    });
    const found = passages.map(({ source }) => source);
    expect({ filter, found: found.sort() }).toEqual({ filter, found: expected.sort() });
    const condition = metadataFilter({ unrestricted: 'test' }, filter);
    if (condition === undefined) continue;
    narrowed += 1;
    spared += vectors.filter(({ metadata }) => !metadataMatches(condition, metadata)).length;
  }
  // A condition that lets everything through would pass the test above as well.
  expect(narrowed).toBeGreaterThan(60);
  expect(spared).toBeGreaterThan(narrowed * 20);
});

it('asks the service only for what the groups of a principal may see', async () => {
  const { store, server } = await opened();
  const hidden = Array.from({ length: 300 }, (_, i) =>
    at(`${i}.md`, i / 300, `Secret ${i}.`, { groups: ['owners'] }),
  );
  await put(store, [...hidden, at('mine.md', 60, 'Mine.', { groups: ['masons'] })]);
  server.operations.length = 0;
  expect((await nearest(store, 0)).map(({ source }) => source)).toEqual(['mine.md']);
  expect(server.operations).toEqual(['QueryVectors']);
});

it('gives out nothing that the catalog does not allow, whatever the metadata in the bucket says', async () => {
  const { store, server } = await opened();
  await put(store, [at('secret.md', 0, 'Secret.', { groups: ['owners'] }), at('mine.md', 60)]);
  for (const { entries } of server.indexes.values()) {
    for (const one of entries.values()) {
      entries.set(one.key, { ...one, metadata: { ...one.metadata, groups: ['*'] } });
    }
  }
  expect((await nearest(store, 0)).map(({ source }) => source)).toEqual(['mine.md']);
  const rival: Principal = { ...ANN, tenant: 'rival', groups: ['owners'] };
  expect(await nearest(store, 0, rival)).toEqual([]);
});

it('keeps each tenant in vector indexes of its own', async () => {
  const { store, server } = await opened();
  await put(store, [at('a.md', 0)], 'acme');
  await put(store, [at('a.md', 10)], 'rival');
  expect(server.indexes.size).toBe(2);
  expect((await nearest(store, 0)).map(({ tenant }) => tenant)).toEqual(['acme']);
  expect((await nearest(store, 0, ANYBODY)).map(({ tenant }) => tenant)).toEqual(['acme', 'rival']);
});

it('finds a document by its new attributes at once, and writes its vectors without embedding', async () => {
  const { store, server } = await opened();
  const document = at('a.md', 0, 'Text.', { metadata: { kind: 'old' } });
  await put(store, [document]);
  const found = async (kind: string) => {
    const filter = { op: 'eq', field: 'kind', value: kind } as const;
    const { passages } = await store.search({
      vector: towards(0).vector,
      filter,
      access: ANN,
      k: 5,
    });
    return passages.length;
  };
  const { source, fingerprint } = document;
  const update = [{ source, fingerprint, metadata: { kind: 'new' } }];
  await store.commit({ tenant: 'acme', put: [], update, remove: [] });
  expect([await found('old'), await found('new')]).toEqual([0, 1]);
  expect(stored(server)[0]?.metadata).toMatchObject({ m_kind: 'new' });
});

it('copes with more than a request holds, with metadata that is too large, and with vectors of no length', async () => {
  const { store, server } = await opened();
  const texts = Array.from({ length: 1201 }, (_, i) => `Text ${i}.`);
  const embeddings = texts.map((text, i) => towards(i / 10, text));
  const large = { metadata: { note: 'x'.repeat(3000), kind: 'large' } };
  await put(store, [documentOf('many.md', texts, { embeddings, ...large })]);
  await put(store, [
    documentOf('flat.md', ['Flat.'], {
      embeddings: [{ key: 'flat', vector: Float32Array.of(0, 0) }],
    }),
  ]);
  expect(stored(server)).toHaveLength(1201);
  const filter = { op: 'eq', field: 'kind', value: 'large' } as const;
  const { passages } = await store.search({ vector: towards(5).vector, filter, access: ANN, k: 5 });
  expect(passages.map(({ source }) => source)).toEqual(Array(5).fill('many.md'));
  expect((await nearest(store, 0)).map(({ source }) => source)).not.toContain('flat.md');
  const none = await store.search({ vector: Float32Array.of(0, 0), access: ANN, k: 5 });
  expect(none.passages).toEqual([]);
  await store.commit({ tenant: 'acme', put: [], remove: ['many.md', 'flat.md'] });
  expect(stored(server)).toHaveLength(0);
});

it('leaves old or new, and no wrong hit, wherever a commit is cut off; a sweep tidies up', async () => {
  const requests = 9;
  const ends = new Set<string>();
  for (let cut = 1; cut <= requests; cut += 1) {
    const { store, server, again } = await opened();
    const kept = at('kept.md', 40, 'Kept.', { metadata: { kind: 'old' } });
    await put(store, [at('a.md', 0, 'Old text.'), at('gone.md', 20, 'Gone.'), kept]);
    let count = 0;
    server.before = () => {
      count += 1;
      if (count >= cut) throw new Error('the process died');
    };
    const batch = {
      tenant: 'acme',
      put: [at('a.md', 5, 'New text.'), at('more.md', 30, 'More.')],
      update: [{ source: 'kept.md', fingerprint: kept.fingerprint, metadata: { kind: 'new' } }],
      remove: ['gone.md'],
    };
    const settled = await store.commit(batch).then(
      () => 'committed',
      (error: { readonly code?: string }) => error.code,
    );
    expect(['committed', 'index.unavailable']).toContain(settled);
    server.before = () => {};

    const other = await again();
    const look = async () => {
      const all = await nearest(other, 0);
      const filter = { op: 'eq', field: 'kind', value: 'new' } as const;
      const vector = towards(0).vector;
      const renewed = await other.search({ vector, filter, access: ANN, k: 5 });
      return [all.map(({ text }) => text), renewed.passages.map(({ text }) => text)];
    };
    const oldState = [['Old text.', 'Gone.', 'Kept.'], []];
    const newState = [['New text.', 'More.', 'Kept.'], ['Kept.']];
    expect(await look()).toEqual(settled === 'committed' ? newState : oldState);
    ends.add(String(settled));
    expect((await other.sweep()).removed).toBe(0);
    await other.sweep({ olderThanMs: -1 });
    expect(await look()).toEqual(settled === 'committed' ? newState : oldState);
    expect(stored(server)).toHaveLength(3);
    expect(stored(server).every(({ metadata }) => !('open' in metadata))).toBe(true);
    expect(await other.sweep({ olderThanMs: -1 })).toMatchObject({
      vectors: 3,
      removed: 0,
      settled: 0,
    });
    await other.commit(batch);
    expect(await look()).toEqual(newState);
  }
  expect([...ends].sort()).toEqual(['committed', 'index.unavailable']);
});

it('takes a vector of a text that is gone for nothing, though another text stands there now', async () => {
  const { store, server } = await opened();
  await put(store, [at('a.md', 0, 'Old text.')]);
  const [stale] = stored(server);
  await put(store, [documentOf('a.md', ['New text.'])]);
  expect(stored(server)).toHaveLength(0);
  const [index] = [...server.indexes.values()];
  if (stale) index?.entries.set(stale.key, stale);
  expect(await nearest(store, 0)).toEqual([]);
});

it('keeps vectors of other generations in step with rights and texts', async () => {
  const { store, server } = await opened();
  const OTHERS = { id: 'other plane', dimensions: 2 };
  const a = at('a.md', 0, 'A.', { metadata: { kind: 'old' } });
  await put(store, [a, at('b.md', 10, 'B.')]);
  await store.generations.begin(OTHERS);
  const missing = await store.generations.missing(OTHERS, 10);
  await store.generations.fill(
    OTHERS,
    missing.map((one) => ({ ...one, embedding: towards(90, one.text) })),
  );
  const update = [{ source: 'a.md', fingerprint: a.fingerprint, metadata: { kind: 'new' } }];
  await store.commit({ tenant: 'acme', put: [], update, remove: ['b.md'] });
  expect(stored(server).map(({ metadata }) => metadata.m_kind)).toEqual(['new', 'new']);
  await store.generations.serve(OTHERS, { complete: true });
  const filter = { op: 'eq', field: 'kind', value: 'new' } as const;
  const { passages } = await store.search({
    vector: towards(90).vector,
    filter,
    access: ANN,
    k: 5,
  });
  expect(passages.map(({ source }) => source)).toEqual(['a.md']);
  await store.generations.drop(VECTORS);
  expect(server.indexes.size).toBe(1);
});

it('refuses a fill of what it did not give out as missing', async () => {
  const { store } = await opened();
  const passage = { tenant: 'acme', id: 'a.md#0-1', content: 'x', embedding: towards(0) };
  await expect(store.generations.fill(VECTORS, [passage])).rejects.toMatchObject({
    code: 'input.invalid',
  });
});

it('says what is wrong with a bucket, a prefix and an embedder that cannot be used', async () => {
  const { server } = await opened(undefined);
  const { client, bucket } = server;
  const store = s3VectorStore({ catalog: memoryStore(), bucket: 'elsewhere', client });
  await store.open(VECTORS);
  await expect(put(store, [at('a.md', 0)])).rejects.toMatchObject({
    code: 'index.unavailable',
    facts: { where: 's3vectors://elsewhere' },
  });
  for (const prefix of ['', 'UPPER', '-x', 'x'.repeat(25)]) {
    expect(() => s3VectorStore({ catalog: memoryStore(), bucket, client, prefix })).toThrow(
      expect.objectContaining({ code: 'input.invalid' }),
    );
  }
  const wide = { id: 'wide', dimensions: 4097 };
  await expect(
    s3VectorStore({ catalog: memoryStore(), bucket, client }).open(wide),
  ).rejects.toMatchObject({ code: 'input.invalid' });
});
