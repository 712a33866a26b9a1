import type { Check, Embedder } from '@ashlar/core';
import { describe, expect, test } from 'vitest';
import { endOfValidity } from '../src/index/source-card.ts';
import {
  type DocumentIndex,
  type IndexOptions,
  type IndexStore,
  type Loader,
  memoryStore,
  openIndex,
  type SourceFile,
} from '../src/index.ts';
import { ACME, file, topicEmbedder } from './support.ts';

const TENANT = { tenant: ACME.tenant };

/** An embedder that remembers what it was asked for. */
function counted(inner: Embedder = topicEmbedder()) {
  const asked: string[] = [];
  const embedder: Embedder = {
    ...inner,
    embed(items, options, context) {
      if (options.purpose === 'document') asked.push(...items.map(String));
      return inner.embed(items, options, context);
    },
  };
  return { asked, embedder };
}

const open = (options: Partial<IndexOptions> = {}) =>
  openIndex({ store: memoryStore(), ...options });

const PART = 'Granite is split with wedges, and wedges are driven by a mallet of beech. '.repeat(6);
const bread = (second: string) =>
  `# Bread\n\n${PART}\n\n## Loaf\n\n${second.repeat(8)}\n\n## End\n\n${PART}`;

describe('an ingestion', () => {
  test('embeds only the passages that have changed', async () => {
    const { asked, embedder } = counted();
    const index = await open({ embedder });
    const first = await index.ingest([file('a.md', bread('The loaf is warm and round. '))], TENANT);
    expect(first.embedded).toBe(asked.length);
    expect(asked.length).toBeGreaterThan(2);
    const before = asked.length;
    const second = await index.ingest([file('a.md', bread('The loaf is cold and flat. '))], TENANT);
    expect(second).toMatchObject({ ingested: 1, embedded: asked.length - before });
    expect(asked.slice(before)).toHaveLength(1);
    expect(asked.at(-1)).toContain('cold and flat');
    expect((await index.search({ text: 'cold loaf' }, ACME))[0]?.text).toContain('cold and flat');
  });

  test('embeds a text once, however many documents hold it, but never for another tenant’s sake', async () => {
    const { asked, embedder } = counted();
    const index = await open({ embedder });
    const items = [file('a.md', 'The loaf.'), file('b.md', 'The loaf.')];
    expect(await index.ingest(items, TENANT)).toMatchObject({ ingested: 2, embedded: 1 });
    expect(await index.ingest(items, { tenant: 'rival' })).toMatchObject({ embedded: 1 });
    expect(asked).toHaveLength(2);
  });

  test('embeds nothing when metadata, groups or card change', async () => {
    const { asked, embedder } = counted();
    const index = await open({ embedder });
    await index.ingest([file('a.md', 'The loaf is warm.')], TENANT);
    const changes = [
      { metadata: { year: 2026 } },
      { metadata: { year: 2026 }, groups: ['masons'] },
      { groups: ['masons'], card: { owner: 'bakery', dataClass: 'internal' } },
    ];
    for (const change of changes) {
      const report = await index.ingest([file('a.md', 'The loaf is warm.', change)], TENANT);
      expect(report).toMatchObject({ ingested: 0, updated: 1, unchanged: 0, embedded: 0 });
    }
    expect(asked).toHaveLength(1);
    const [hit] = await index.search({ text: 'bread' }, ACME);
    expect(hit).toMatchObject({
      label: { origin: 'retrieval', dataClass: 'internal' },
      metadata: { card: { owner: 'bakery', dataClass: 'internal' } },
    });
    expect(hit?.metadata).not.toHaveProperty('year');
    expect(await index.search({ text: 'bread' }, { ...ACME, groups: [] })).toEqual([]);
  });

  test('gives a card to items that bring none, and lets filters see it', async () => {
    const index = await open();
    const own = { card: { owner: 'ann', precedence: 5 } };
    await index.ingest([file('a.md', 'Granite.'), file('b.md', 'Granite.', own)], {
      ...TENANT,
      card: (source) => ({ owner: `owner of ${source}`, licence: 'CC0-1.0' }),
    });
    const owners = async (filter: Parameters<typeof index.search>[0]['filter'] & object) =>
      (await index.search({ text: 'granite', filter }, ACME)).map(({ source }) => source);
    expect(await owners({ op: 'eq', field: 'card.owner', value: 'owner of a.md' })).toEqual([
      'a.md',
    ]);
    expect(await owners({ op: 'gte', field: 'card.precedence', value: 5 })).toEqual(['b.md']);
  });

  test('refuses a card that nobody could read, and attributes that not every store can hold', async () => {
    const index = await open();
    for (const bad of [
      { card: { validUntil: 'next year' } },
      { card: { validUntil: '2026-12-31T10:00' } },
      { card: { precedence: Number.NaN } },
      { card: { licence: 7 } as never },
      { card: { colour: 'grey' } as never },
      { metadata: { a: 'zero \0' } },
      { metadata: { 'half \uD83E': 1 } },
      { groups: [7] as never },
    ]) {
      await expect(index.ingest([file('a.md', 'Granite.', bad)], TENANT)).rejects.toMatchObject({
        code: 'input.invalid',
      });
    }
    expect(endOfValidity({ validUntil: '2026-12-31' })).toBe(Date.UTC(2027, 0, 1));
    expect(endOfValidity({ validUntil: '2026-12-31T10:00:00+02:00' })).toBe(
      Date.UTC(2026, 11, 31, 8),
    );
    expect(endOfValidity({})).toBe(Number.POSITIVE_INFINITY);
  });

  test('takes documents from any async iterable', async () => {
    const index = await open();
    async function* items() {
      for (const name of ['a.md', 'b.md']) yield file(name, `Granite of ${name}.`);
    }
    expect(await index.ingest(items(), TENANT)).toMatchObject({ ingested: 2 });
  });

  test('keeps what checks block or mask out of the index, takes it out when it gets in later, and reports flags', async () => {
    const asked: string[] = [];
    const check: Check = {
      id: 'words',
      stages: ['ingest'],
      origins: ['retrieval'],
      cost: 'sync',
      inspect(parts) {
        const { part } = parts[0] as (typeof parts)[0] & object;
        const text = part.type === 'text' ? part.text : '';
        asked.push(text);
        const found = (['block', 'mask', 'flag'] as const).filter((action) =>
          text.includes(action),
        );
        return found.map((action) => ({ check: 'words', action, code: 'x', message: 'A word.' }));
      },
    };
    const elsewhere: Check = { ...check, id: 'elsewhere', stages: ['output'] };
    const index = await open({ checks: [check, elsewhere] });
    const items = [
      file('a.md', 'Granite block.'),
      file('b.md', 'Granite mask.'),
      file('c.md', 'Granite flag.'),
      file('d.md', 'Granite.'),
    ];
    const report = await index.ingest(items, TENANT);
    expect(report.quarantined.map(({ source }) => source)).toEqual(['a.md', 'b.md']);
    expect(report.quarantined[0]?.verdicts).toMatchObject([{ action: 'block', check: 'words' }]);
    expect(report.flagged.map(({ source }) => source)).toEqual(['c.md']);
    expect(report).toMatchObject({ ingested: 2 });
    expect(asked).toHaveLength(4);
    const later = [file('c.md', 'Granite flag.'), file('d.md', 'Granite, block.')];
    expect(await index.ingest(later, TENANT)).toMatchObject({
      ingested: 0,
      unchanged: 1,
      removed: 1,
    });
    expect(asked).toHaveLength(5);
    expect((await index.search({ text: 'granite' }, ACME)).map(({ source }) => source)).toEqual([
      'c.md',
    ]);
  });

  test('ends, and changes nothing, when a check fails', async () => {
    const store = memoryStore();
    await (await open({ store })).ingest([file('a.md', 'Granite.')], TENANT);
    const check: Check = {
      id: 'down',
      stages: ['ingest'],
      origins: ['retrieval'],
      cost: 'remote',
      inspect: () => Promise.reject(new Error('service is down')),
    };
    const index = await open({ store, checks: [check] });
    await expect(index.ingest([file('a.md', 'Marble.')], TENANT)).rejects.toThrow(
      'service is down',
    );
    expect(await index.search({ text: 'granite' }, ACME)).toHaveLength(1);
  });

  test('loses nothing when the embedder fails, and goes on when it works again', async () => {
    const { embedder } = counted();
    let down = false;
    const flaky: Embedder = {
      ...embedder,
      embed: (...call) => (down ? Promise.reject(new Error('down')) : embedder.embed(...call)),
    };
    const index = await open({ embedder: flaky });
    await index.ingest([file('a.md', 'The loaf.')], TENANT);
    down = true;
    await expect(index.ingest([file('a.md', 'The car.')], TENANT)).rejects.toThrow('down');
    down = false;
    expect((await index.search({ text: 'bread' }, ACME)).map(({ source }) => source)).toEqual([
      'a.md',
    ]);
    expect(await index.ingest([file('a.md', 'The car.')], TENANT)).toMatchObject({ ingested: 1 });
  });
});

test('hands on nothing of a store that gives out what may not be read', async () => {
  const inner = memoryStore();
  const EVERYTHING = { unrestricted: 'a broken store' };
  const broken: IndexStore = {
    ...inner,
    search: (query) => inner.search({ ...query, access: EVERYTHING }),
    get: (ids) => inner.get(ids, EVERYTHING),
    documents: () => inner.documents(EVERYTHING),
  };
  const index = await open({ store: broken });
  await index.ingest([file('secret.md', 'Granite is 4711.', { groups: ['owners'] })], TENANT);
  const leak = { code: 'index.leak', message: expect.not.stringMatching(/4711|secret/) };
  await expect(index.search({ text: 'granite' }, ACME)).rejects.toMatchObject(leak);
  await expect(index.get(['secret.md#0-16'], ACME)).rejects.toMatchObject(leak);
  await expect(index.documents(ACME)[Symbol.asyncIterator]().next()).rejects.toMatchObject(leak);
});

test('asks for an access wherever something is read', async () => {
  const index = await open({ embedder: topicEmbedder() });
  const nobody = undefined as unknown as typeof ACME;
  const missing = { code: 'access.missing' };
  await expect(index.search({ text: 'x' }, nobody)).rejects.toMatchObject(missing);
  await expect(index.get([], nobody)).rejects.toMatchObject(missing);
  await expect(index.stats(nobody)).rejects.toMatchObject(missing);
  await expect(index.audit(nobody)).rejects.toMatchObject(missing);
  await expect(index.recallCheck(nobody)).rejects.toMatchObject(missing);
  await expect(index.documents(nobody)[Symbol.asyncIterator]().next()).rejects.toMatchObject(
    missing,
  );
});

describe('what cannot be read now', () => {
  const failing = (source: string, more: Partial<SourceFile> = {}): SourceFile => ({
    source,
    read: () => Promise.reject(new Error('EACCES: permission denied')),
    ...more,
  });
  const sourcesOf = async (index: DocumentIndex) => {
    const found: string[] = [];
    for await (const { source } of index.documents(ACME)) found.push(source);
    return found;
  };
  const tenant = ACME.tenant;

  test('stays in the index, and so does what lies below it; what is gone leaves', async () => {
    const index = await openIndex({ store: memoryStore() });
    const names = ['a.md', 'sub/b.md', 'sub/deep/c.md', 'subway.md', 'sub/blank.md', 'old.md'];
    await index.ingest(
      names.map((name) => file(name, `Stone of ${name}.`)),
      { tenant },
    );
    const report = await index.ingest(
      [
        failing('a.md'),
        { source: 'sub', skipped: 'unreadable', message: 'sub cannot be read.' },
        file('sub/blank.md', ' '),
        {
          source: 'old.md',
          read: () => Promise.reject(Object.assign(new Error('gone'), { code: 'ENOENT' })),
        },
      ],
      { tenant },
    );
    expect(report.skipped.map(({ skipped }) => skipped)).toEqual([
      'unreadable',
      'unreadable',
      'empty',
      'missing',
    ]);
    expect(report.removed).toBe(3);
    expect(await sourcesOf(index)).toEqual(['a.md', 'sub/b.md', 'sub/deep/c.md']);
  });

  test('stays when a loader fails or takes too long', async () => {
    let skipped: 'timeout' | 'throws' | undefined;
    const loader: Loader = {
      accepts: () => true,
      load(bytes, source) {
        if (skipped === 'throws') throw new Error('unbalanced');
        if (skipped) return { source, skipped, message: 'too slow' };
        return { text: new TextDecoder().decode(bytes) };
      },
    };
    const index = await openIndex({ store: memoryStore(), loaders: [loader] });
    await index.ingest([file('a.md', 'Granite.')], { tenant });
    for (const next of ['timeout', 'throws'] as const) {
      skipped = next;
      await index.ingest([file('a.md', 'Granite, changed.')], { tenant });
      expect(await sourcesOf(index)).toEqual(['a.md']);
    }
  });

  test('takes on the rights that its item brings', async () => {
    const index = await openIndex({ store: memoryStore() });
    await index.ingest([file('a.md', 'Granite.')], { tenant });
    const report = await index.ingest([failing('a.md', { groups: ['owners'] })], { tenant });
    expect(report).toMatchObject({ updated: 1, removed: 0 });
    expect(await index.search({ text: 'granite' }, ACME)).toEqual([]);
    expect(await index.search({ text: 'granite' }, { ...ACME, groups: ['owners'] })).toHaveLength(
      1,
    );
  });

  test('is an interruption when a source ends by the error of the signal', async () => {
    const index = await openIndex({ store: memoryStore() });
    await index.ingest([file('a.md', 'Granite.'), file('b.md', 'Marble.')], { tenant });
    const stop = new AbortController();
    async function* items() {
      yield file('a.md', 'Granite.');
      stop.abort();
      stop.signal.throwIfAborted();
    }
    const report = await index.ingest(items(), { tenant, signal: stop.signal });
    expect(report).toMatchObject({ interrupted: true, removed: 0 });
    const ended = index.ingest(items(), { tenant });
    await expect(ended).rejects.toThrow();
    expect(await sourcesOf(index)).toEqual(['a.md', 'b.md']);
  });
});

test('keeps rights in memory as they were ingested, whatever happens to the list of the caller', async () => {
  const groups = ['owners'];
  const metadata = { tags: ['grey'] };
  const index = await openIndex({ store: memoryStore() });
  await index.ingest([file('a.md', 'Granite.', { groups, metadata })], { tenant: ACME.tenant });
  groups.push('masons');
  metadata.tags.push('red');
  expect(await index.search({ text: 'granite' }, ACME)).toEqual([]);
  const [hit] = await index.search({ text: 'granite' }, { ...ACME, groups: ['owners'] });
  expect(hit?.metadata?.tags).toEqual(['grey']);
});
