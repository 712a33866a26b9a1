import { describe, expect, it } from 'vitest';
import type { NewDocument, NewPassage } from '../index/document.ts';
import { memoryStore } from '../index/memory-store.ts';
import type { IndexStore } from '../index/store.ts';
import { ANN, documentOf, listOf, put, randomNumbers, sourcesOf } from './fixtures.ts';
import { type OpenIndexStore, withIndexStore } from './open-index-store.ts';

const WORDS = [
  'granite',
  'Granit',
  'Steinmetz',
  'saws',
  'sawing',
  '石工は石を積む',
  'หินก่อ',
  'the',
  '1,250',
];

/** What a store makes of documents: plan, commit, search, get. */
export function describeDocumentsContract(name: string, open: OpenIndexStore): void {
  const on = (body: (store: IndexStore, again?: () => IndexStore) => Promise<void>) => () =>
    withIndexStore(open, async (store, again) => {
      await store.open(undefined);
      await body(store, again);
    });

  describe(`${name}: documents`, () => {
    it(
      'finds a passage and gives it back as it was put',
      on(async (store) => {
        const card = {
          owner: 'quarry',
          dataClass: 'internal',
          precedence: 2,
          validUntil: '2030-01-31',
        };
        const attributes = {
          metadata: { n: 1, deep: { list: [null, 'ä'] } },
          groups: ['masons'],
          card,
        };
        await put(store, [
          documentOf('a.md', ['Granite is hard.', 'Marble\r\nis 🪨 not.'], attributes),
        ]);
        const { passages, channels } = await store.search({ text: 'marble', access: ANN, k: 5 });
        const [found] = passages;
        const { score, ...passage } = found as typeof found & object;
        expect(score).toBeGreaterThan(0);
        expect(passage).toEqual({
          id: 'a.md#17-35',
          tenant: 'acme',
          source: 'a.md',
          title: 'Title of a.md',
          text: 'Marble\r\nis 🪨 not.',
          start: 17,
          end: 35,
          line: 2,
          headings: ['1'],
          ...attributes,
        });
        expect(await store.get(['a.md#17-35', 'none.md#0-1', 'no id'], ANN)).toEqual([passage]);
        expect(channels.map((one) => one.name)).toEqual(['words', 'ngrams', 'pairs']);
        expect(channels[0]?.statistics.documentFrequency('marbl')).toBe(1);
        expect(channels[0]?.statistics.documentCount).toBe(2);
      }),
    );

    it(
      'keeps where a passage stands, what it belongs to, and the line that is searched with it',
      on(async (store) => {
        const own = documentOf('a.pdf', ['Granite is hard.', 'It is grey, too.']);
        const extras = {
          location: { page: 3 },
          parent: { start: 0, end: 33 },
          context: 'On quarries.',
        };
        const [first, second] = own.passages as [NewPassage, NewPassage];
        await put(store, [{ ...own, passages: [first, { ...second, ...extras }] }]);
        const { passages } = await store.search({ text: 'quarries', access: ANN, k: 1 });
        expect(passages[0]).toMatchObject({ text: 'It is grey, too.', ...extras });
        expect(Object.keys((await store.get(['a.pdf#0-16'], ANN))[0] ?? {})).not.toContain(
          'parent',
        );
        await put(store, [own]);
        const again = await store.search({ text: 'quarries', access: ANN, k: 9 });
        expect(again.passages).toEqual([]);
      }),
    );

    it(
      'gives at most k passages, best first',
      on(async (store) => {
        const texts = Array.from(
          { length: 12 },
          (_, i) => `Granite ${'and more granite '.repeat(i)}`,
        );
        await put(store, [documentOf('a.md', texts)]);
        const { passages } = await store.search({ text: 'granite', access: ANN, k: 5 });
        expect(passages).toHaveLength(5);
        const scores = passages.map(({ score }) => score);
        expect(scores).toEqual([...scores].sort((a, b) => b - a));
      }),
    );

    it(
      'says what is there, and forgets what was replaced or removed',
      on(async (store) => {
        const a = documentOf('a.md', ['Granite.']);
        await put(store, [a, documentOf('b.md', ['Granite too.'])]);
        expect(await store.plan('acme')).toEqual(
          new Map([
            ['a.md', a.fingerprint],
            ['b.md', { content: '["Granite too."]', attributes: '{}' }],
          ]),
        );
        const changed = documentOf('a.md', ['Basalt.']);
        await store.commit({ tenant: 'acme', put: [changed], remove: ['b.md', 'never.md'] });
        expect(await store.plan('acme')).toEqual(new Map([['a.md', changed.fingerprint]]));
        expect(await sourcesOf(store)).toEqual([]);
        expect(await sourcesOf(store, { text: 'basalt' })).toEqual(['a.md']);
        expect(await store.stats(ANN)).toEqual({ documents: 1, passages: 1 });
        expect(await store.plan('other')).toEqual(new Map());
      }),
    );

    it(
      'writes attributes alone, and only where the text is still the same',
      on(async (store) => {
        const before = documentOf('a.md', ['Granite.'], { metadata: { n: 1 }, groups: ['masons'] });
        await put(store, [before]);
        const fingerprint = { ...before.fingerprint, attributes: 'new' };
        const card = { owner: 'ann' };
        const change = (content: string) =>
          store.commit({
            tenant: 'acme',
            put: [],
            update: [
              { source: 'a.md', fingerprint: { ...fingerprint, content }, card },
              { source: 'none.md', fingerprint, card },
            ],
            remove: [],
          });
        await change('another text');
        expect((await store.plan('acme')).get('a.md')).toEqual(before.fingerprint);
        await change(before.fingerprint.content);
        expect((await store.plan('acme')).get('a.md')).toEqual(fingerprint);
        const [found] = await store.get(['a.md#0-8'], { ...ANN, groups: [] });
        expect(found).toMatchObject({ card, title: 'Title of a.md', text: 'Granite.' });
        expect(found).not.toHaveProperty('metadata');
        expect(found).not.toHaveProperty('groups');
      }),
    );

    it(
      'commits all of a batch or nothing',
      on(async (store) => {
        await put(store, [documentOf('a.md', ['Granite.'])]);
        const broken = documentOf('c.md', ['Granite three.', 'Granite four.']);
        Object.defineProperty(broken.passages[1], 'text', {
          enumerable: true,
          get() {
            throw new Error('gone in the middle');
          },
        });
        const batch = {
          tenant: 'acme',
          put: [documentOf('b.md', ['Granite two.']), broken],
          remove: ['a.md'],
        };
        await expect(store.commit(batch)).rejects.toThrow('gone in the middle');
        expect(await sourcesOf(store)).toEqual(['a.md']);
        expect([...(await store.plan('acme')).keys()]).toEqual(['a.md']);
        await put(store, [documentOf('b.md', ['Granite two.'])]);
        expect([...(await sourcesOf(store))].sort()).toEqual(['a.md', 'b.md']);
      }),
    );

    it(
      'lists documents in the order of their sources, each with its passages',
      on(async (store) => {
        await put(
          store,
          ['b.md', '\uFF5E.md', 'a.md', '\u{1F3DB}.md', 'B.md'].map((source) =>
            documentOf(source, ['x', 'y']),
          ),
        );
        const documents = await listOf(store.documents(ANN));
        expect(documents.map(({ source }) => source)).toEqual([
          'B.md',
          'a.md',
          'b.md',
          '\uFF5E.md',
          '\u{1F3DB}.md',
        ]);
        expect(documents[1]?.passages.map(({ id }) => id)).toEqual(['a.md#0-1', 'a.md#2-3']);
        expect(documents[1]).toMatchObject({ title: 'Title of a.md', tenant: 'acme' });
        const some = await listOf(store.documents(ANN, ['a.md', 'none.md']));
        expect(some.map(({ source }) => source)).toEqual(['a.md']);
      }),
    );

    it(
      'copes with names that look like something else',
      on(async (store) => {
        const names = [
          "o'neil.md",
          '"; DROP TABLE document; --',
          '%',
          'a#1-2',
          'a b\n.md',
          '石/🪨.md',
          '__proto__',
          '{a,b}',
          'NULL',
        ];
        await put(
          store,
          names.map((source) => documentOf(source, ['Granite.'])),
        );
        expect([...(await sourcesOf(store, { k: 20 }))].sort()).toEqual([...names].sort());
        const ids = names.map((source) => `${source}#0-8`);
        expect((await store.get(ids, ANN)).map(({ id }) => id)).toEqual(ids);
        await store.commit({ tenant: 'acme', put: [], remove: names });
        expect(await store.stats(ANN)).toEqual({ documents: 0, passages: 0 });
      }),
    );

    it(
      'ranks and scores as the store in memory does, after any history',
      on(async (store) => {
        const random = randomNumbers(20_261_121);
        const memory = memoryStore();
        await memory.open(undefined);
        const text = () =>
          Array.from(
            { length: 1 + Math.floor(random() * 20) },
            () => WORDS[Math.floor(random() * WORDS.length)],
          ).join(' ');
        for (let round = 0; round < 12; round += 1) {
          const documents: NewDocument[] = [];
          const remove: string[] = [];
          for (const source of ['a.md', 'b.md', 'c.md', 'd.md', 'e.md']) {
            const fate = random();
            if (fate < 0.4)
              documents.push(
                documentOf(source, Array.from({ length: 1 + Math.floor(random() * 4) }, text)),
              );
            else if (fate < 0.6) remove.push(source);
          }
          for (const one of [store, memory])
            await one.commit({ tenant: 'acme', put: documents, remove });
          const query = text();
          const [own, other] = await Promise.all(
            [store, memory].map(async (one) => {
              const { passages } = await one.search({ text: query, access: ANN, k: 10 });
              return passages.map(({ id, score }) => ({ id, score: Number(score.toFixed(9)) }));
            }),
          );
          expect(own).toEqual(other);
        }
      }),
    );

    it(
      'keeps everything for the next one who opens it, who sees what others commit',
      on(async (store, again) => {
        if (again === undefined) return expect(again).toBeUndefined();
        await put(store, [documentOf('a.md', ['Granite.'])]);
        const other = again();
        await other.open(undefined);
        expect(await sourcesOf(other)).toEqual(['a.md']);
        await put(store, [documentOf('b.md', ['Granite too.'])]);
        expect(await sourcesOf(other)).toHaveLength(2);
        await store.commit({ tenant: 'acme', put: [], remove: ['a.md'] });
        expect(await sourcesOf(other)).toEqual(['b.md']);
        expect(await other.stats(ANN)).toEqual({ documents: 1, passages: 1 });
      }),
    );
  });
}
