import { join } from 'node:path';
import { describeRetrieverContract } from '@ashlar/core/testing/vitest';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type DocumentIndex,
  type Loader,
  memoryStore,
  openIndex,
  type SourceItem,
  textLoader,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { ACME, file, temporaryFolder, topicEmbedder } from './support.ts';

const stores = {
  memory: () => memoryStore(),
  sqlite: () => sqliteStore({ file: join(temporaryFolder(), 'index.sqlite') }),
};

async function open(
  store: keyof typeof stores,
  options: Partial<Parameters<typeof openIndex>[0]> = {},
): Promise<DocumentIndex> {
  const index = await openIndex({ store: stores[store](), ...options });
  onTestFinished(() => index.close());
  return index;
}

const TENANT = { tenant: ACME.tenant };
const STONES = file(
  'stones.md',
  '# Stones\n\nGranite is hard. Sandstone is split with wedges of dry oak.',
);
const TOOLS = file(
  'tools.md',
  '# Tools\n\nA mallet is made of beech. Chisels are sharpened daily.',
);

for (const kind of ['memory', 'sqlite'] as const) {
  describeRetrieverContract(`index in ${kind}`, async () => {
    const index = await openIndex({ store: stores[kind]() });
    const sources = {
      'a.md': '# A\r\n\r\nGranite is hard.',
      'b.md': '\uFEFFGranite is grey.\n\n# Other\n\nMarble is not.',
    };
    const items = Object.entries(sources).map(([source, text]) =>
      file(source, text, { groups: ['masons'] }),
    );
    await index.ingest(items, TENANT);
    return {
      retriever: index.retriever(),
      query: 'granite',
      access: ACME,
      stranger: { ...ACME, subject: 'bob', groups: [] },
      sources,
      close: () => index.close(),
    };
  });
}

describe.each(['memory', 'sqlite'] as const)('an index in %s', (kind) => {
  test('finds a passage and says exactly where it stands', async () => {
    const index = await open(kind);
    await index.ingest([STONES, TOOLS], TENANT);
    const [hit] = await index.search({ text: 'How is sandstone split?' }, ACME);
    expect(hit).toMatchObject({
      id: 'stones.md#0-69',
      source: 'stones.md',
      span: { start: 0, end: 69 },
      line: 1,
      label: { origin: 'retrieval' },
      metadata: { title: 'Stones', headings: ['Stones'] },
    });
    expect(await index.get([hit?.id ?? ''], ACME)).toMatchObject([{ text: hit?.text }]);
  });

  test('reads again only what has changed, and forgets what is gone', async () => {
    const index = await open(kind);
    const read: string[] = [];
    const counted = (source: string, text: string) => {
      const inner = file(source, text);
      return {
        ...inner,
        read() {
          read.push(source);
          return inner.read();
        },
      };
    };
    const first = [
      counted('a.md', 'Granite.'),
      counted('b.md', 'Marble.'),
      counted('c.md', 'Slate.'),
    ];
    expect(await index.ingest(first, TENANT)).toMatchObject({ ingested: 3, removed: 0 });
    const second = [counted('a.md', 'Granite.'), counted('b.md', 'Basalt.')];
    expect(await index.ingest(second, TENANT)).toMatchObject({
      ingested: 1,
      unchanged: 1,
      removed: 1,
    });
    expect(await index.search({ text: 'marble slate' }, ACME)).toEqual([]);
    expect(await index.search({ text: 'basalt' }, ACME)).toHaveLength(1);
    expect(await index.stats(ACME)).toEqual({ documents: 2, passages: 2 });
  });

  test('shows nobody a document of another tenant, nor lets it change a score', async () => {
    const index = await open(kind);
    await index.ingest([STONES], TENANT);
    const before = await index.search({ text: 'sandstone wedges' }, ACME);
    await index.ingest([file('secret.md', 'Sandstone wedges are secret. '.repeat(40))], {
      tenant: 'rival',
    });
    expect(await index.search({ text: 'sandstone wedges' }, ACME)).toEqual(before);
    const [id = ''] = (await index.search({ text: 'secret' }, { ...ACME, tenant: 'rival' })).map(
      (hit) => hit.id,
    );
    expect(id).toMatch(/^secret\.md#/);
    expect(await index.get([id], ACME)).toEqual([]);
    expect(await index.search({ text: 'secret' }, { ...ACME, tenant: '' })).toEqual([]);
    expect(await index.search({ text: 'secret' }, { unrestricted: 'audit' })).toHaveLength(2);
    expect(await index.stats(ACME)).toEqual({ documents: 1, passages: 1 });
  });

  test('shows a document to its groups only, and one without members to nobody', async () => {
    const index = await open(kind);
    await index.ingest(
      [
        file('masons.md', 'The quarry opens at six.', { groups: ['masons', 'owners'] }),
        file('owners.md', 'The quarry is for sale.', { groups: ['owners'] }),
        file('nobody.md', 'The quarry is haunted.', { groups: [] }),
        file('all.md', 'The quarry is deep.', { card: { dataClass: 'public' } }),
      ],
      TENANT,
    );
    const seen = async (groups: string[]) =>
      (await index.search({ text: 'quarry' }, { ...ACME, groups })).map((hit) => hit.source).sort();
    expect(await seen(['masons'])).toEqual(['all.md', 'masons.md']);
    expect(await seen(['owners'])).toEqual(['all.md', 'masons.md', 'owners.md']);
    expect(await seen([])).toEqual(['all.md']);
    const everything = await index.search({ text: 'quarry' }, { unrestricted: 'test' });
    expect(
      await index.get(
        everything.map((hit) => hit.id),
        { ...ACME, groups: [] },
      ),
    ).toHaveLength(1);
    const labels = everything.map(({ source, label }) => [source, label.dataClass]);
    expect(labels).toContainEqual(['all.md', 'public']);
  });

  test('takes a change of access into account without a change of text', async () => {
    const index = await open(kind);
    await index.ingest([file('a.md', 'Granite.')], TENANT);
    await index.ingest([file('a.md', 'Granite.', { groups: ['owners'] })], TENANT);
    expect(await index.search({ text: 'granite' }, ACME)).toEqual([]);
  });

  test('takes nothing empty for the right to see everything', async () => {
    const index = await open(kind);
    await index.ingest([file('a.md', 'Granite.', { groups: ['owners'] })], TENANT);
    for (const unrestricted of [undefined, null, false, true, '', ' ']) {
      const access = { ...ACME, unrestricted } as unknown as typeof ACME;
      await expect(index.search({ text: 'granite' }, access)).rejects.toMatchObject({
        code: 'access.missing',
      });
      await expect(index.get(['a.md#0-8'], access)).rejects.toMatchObject({
        code: 'access.missing',
      });
    }
  });

  test('takes no documents of nobody, and none whose groups are no list', async () => {
    const index = await open(kind);
    for (const tenant of ['', undefined]) {
      const options = { tenant } as unknown as typeof TENANT;
      await expect(index.ingest([STONES], options)).rejects.toMatchObject({
        code: 'input.invalid',
      });
    }
    const groups = 'owners' as unknown as string[];
    await expect(
      index.ingest([file('a.md', 'Granite.', { groups })], TENANT),
    ).rejects.toMatchObject({ code: 'input.invalid' });
    expect(await index.stats(ACME)).toEqual({ documents: 0, passages: 0 });
  });

  test('refuses a filter operator that it does not know, also inside of not', async () => {
    const index = await open(kind);
    await index.ingest([STONES], TENANT);
    const unknown = { op: 'like', field: 'source', value: 'x' } as unknown as {
      op: 'and';
      filters: [];
    };
    for (const filter of [unknown, { op: 'not', filter: unknown } as const]) {
      await expect(index.search({ text: 'granite', filter }, ACME)).rejects.toMatchObject({
        code: 'input.invalid',
      });
    }
  });

  test('refuses an embedder that does not give a vector of its length for each text', async () => {
    const answers = [[], [Float32Array.of(1)], [Float32Array.of(1, Number.NaN)]];
    for (const vectors of answers) {
      const index = await open(kind, {
        embedder: { id: 'poor', dimensions: 2, embed: async () => ({ vectors, calls: [] }) },
      });
      await expect(index.ingest([STONES], TENANT)).rejects.toMatchObject({ code: 'model.failed' });
      await expect(index.search({ text: 'granite' }, ACME)).rejects.toMatchObject({
        code: 'model.failed',
      });
      expect(await index.stats(ACME)).toEqual({ documents: 0, passages: 0 });
    }
  });

  test('reports an interruption in the middle of embedding, and removes and counts nothing', async () => {
    const stop = new AbortController();
    const topics = topicEmbedder();
    const index = await open(kind, {
      embedder: {
        ...topics,
        embed(items, options, context) {
          if (items.some((item) => String(item).includes('stop'))) stop.abort();
          context?.signal.throwIfAborted();
          return topics.embed(items, options, context);
        },
      },
    });
    await index.ingest([file('old.md', 'Granite.')], TENANT);
    const report = await index.ingest([file('new.md', 'Please stop.')], {
      ...TENANT,
      signal: stop.signal,
    });
    expect(report).toMatchObject({ ingested: 0, unchanged: 0, removed: 0, interrupted: true });
    expect(await index.stats(ACME)).toEqual({ documents: 1, passages: 1 });
  });

  test('filters by metadata and by source', async () => {
    const index = await open(kind);
    await index.ingest(
      [
        file('a.md', 'Granite one.', { metadata: { year: 2024, tags: ['hard', 'grey'] } }),
        file('b.md', 'Granite two.', { metadata: { year: 2026 } }),
        file('sub/c.md', 'Granite three.'),
      ],
      TENANT,
    );
    const sources = async (filter: Parameters<typeof index.search>[0]['filter'] & object) =>
      (await index.search({ text: 'granite', filter }, ACME)).map((hit) => hit.source).sort();
    expect(await sources({ op: 'gte', field: 'year', value: 2025 })).toEqual(['b.md']);
    expect(await sources({ op: 'eq', field: 'tags', value: 'grey' })).toEqual(['a.md']);
    expect(await sources({ op: 'ne', field: 'year', value: 2024 })).toEqual(['b.md', 'sub/c.md']);
    expect(await sources({ op: 'prefix', field: 'source', value: 'sub/' })).toEqual(['sub/c.md']);
    expect(
      await sources({ op: 'not', filter: { op: 'in', field: 'year', values: [2024, 2026] } }),
    ).toEqual(['sub/c.md']);
  });

  test('finds by meaning what shares no word, when there is an embedder', async () => {
    const documents = [file('a.md', 'The automobile is red.'), file('b.md', 'The loaf is warm.')];
    const index = await open(kind, { embedder: topicEmbedder() });
    await index.ingest(documents, TENANT);
    expect((await index.search({ text: 'bread' }, ACME)).map((hit) => hit.source)).toEqual([
      'b.md',
    ]);
    const words = await open(kind);
    await words.ingest(documents, TENANT);
    expect(await words.search({ text: 'bread' }, ACME)).toEqual([]);
  });

  test('reports what it cannot read and goes on with the rest', async () => {
    const failing: Loader = {
      accepts: (source) => source.endsWith('.rtf'),
      load: () => Promise.reject(new Error('unbalanced braces')),
    };
    const index = await open(kind, { loaders: [textLoader, failing] });
    const bytes =
      (...values: number[]) =>
      async () =>
        Uint8Array.from(values);
    const items: SourceItem[] = [
      { source: 'latin1.md', read: bytes(0x47, 0x72, 0xfc, 0x6e) },
      { source: 'utf16.txt', read: bytes(0xff, 0xfe, 0x41, 0) },
      { source: 'blank.md', read: bytes(0xef, 0xbb, 0xbf, 0x20, 0x0a) },
      { source: 'scan.pdf', read: bytes(1) },
      { source: 'gone.md', read: () => Promise.reject(new Error('EIO')) },
      { source: 'link.md', skipped: 'link', message: 'link.md is a symbolic link.' },
      { source: 'broken.rtf', read: bytes(1) },
      STONES,
      file('stones.md', 'Another text under the same name.'),
    ];
    const report = await index.ingest(items, TENANT);
    expect(report.skipped.map(({ source, skipped }) => [source, skipped])).toEqual([
      ['latin1.md', 'not-utf-8'],
      ['utf16.txt', 'binary'],
      ['blank.md', 'empty'],
      ['scan.pdf', 'unsupported'],
      ['gone.md', 'unreadable'],
      ['link.md', 'link'],
      ['broken.rtf', 'unreadable'],
      ['stones.md', 'duplicate'],
    ]);
    expect(report).toMatchObject({ ingested: 1, unchanged: 0, interrupted: false });
  });

  test('keeps what was read when it is interrupted, and goes on from there', async () => {
    const index = await open(kind);
    const stop = new AbortController();
    const documents = Array.from({ length: 10 }, (_, i) => file(`${i}.md`, `Stone number ${i}.`));
    const report = await index.ingest(documents, {
      ...TENANT,
      signal: stop.signal,
      onProgress: ({ done, total }) => {
        expect(total).toBe(10);
        if (done === 4) stop.abort();
      },
    });
    expect(report).toMatchObject({ ingested: 4, removed: 0, interrupted: true });
    expect(await index.ingest(documents, TENANT)).toMatchObject({ ingested: 6, unchanged: 4 });
  });
});

test('ranks and scores alike in memory and in SQLite, after any history of changes', async () => {
  const words = [
    'granite',
    'Steinmetz',
    'saws',
    'sawing',
    '石工は石を積む',
    'หินก่อ',
    'the',
    '1,250',
  ];
  const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 30 });
  const change = fc.dictionary(fc.constantFrom('a.md', 'b.md', 'c.md', 'd.md'), text);
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      text,
      async (history, query) => {
        const indexes = await Promise.all([open('memory'), open('sqlite')]);
        for (const documents of history) {
          const items = Object.entries(documents).map(([name, own]) => file(name, own.join(' ')));
          for (const index of indexes) {
            await index.ingest(items, { ...TENANT, batchCharacters: 50 });
          }
        }
        const [memory, sqlite] = await Promise.all(
          indexes.map(async (index) => {
            const hits = await index.search({ text: query.join(' ') }, ACME);
            return hits.map(({ id, score }) => ({ id, score: Number(score.toFixed(9)) }));
          }),
        );
        expect(sqlite).toEqual(memory);
      },
    ),
    { numRuns: 25 },
  );
});
