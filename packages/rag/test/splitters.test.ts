import { pattern } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { describeRetrieverContract } from '@ashlar/core/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryStore, openIndex } from '../src/index.ts';
import { situateByHeadings } from '../src/offline/index.ts';
import { situatePassages } from '../src/questions/index.ts';
import { autoMerged, withParents } from '../src/retrieve/index.ts';
import {
  contextualSplitter,
  estimateTokens,
  parentChildSplitter,
  recursiveSplitter,
  type Splitter,
  sentenceSplitter,
  structureSplitter,
  tokenSplitter,
} from '../src/split/index.ts';
import { ACME, file } from './support.ts';

const pieces = fc.constantFrom(
  '# One\n',
  '## Two\r\n',
  'The same sentence again. ',
  'The same sentence again.\n\n',
  '* an item\r\n* an item\r\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '```ts\nconst a = 1;\n\nconst a = 1;\n```\n',
  '👩‍👩‍👧‍👦 e\u0301 👍🏽 ',
  '石工は石を積む。石工は石を積む。',
  '石匠砌石。石匠砌石。',
  'ช่างหินวางหินก้อนใหญ่ไว้ใต้หินก้อนเล็ก ',
  'البنّاء يضع الحجر. ',
  'x'.repeat(70),
  '👍'.repeat(40),
  '\uFEFF',
  '\r\n\r\n',
  ' '.repeat(50),
);
const texts = fc
  .array(fc.oneof({ weight: 9, arbitrary: pieces }, fc.string({ unit: 'grapheme' })), {
    maxLength: 40,
  })
  .map((parts) => parts.join(''));

interface Case {
  /** What must hold of a passage without the white space at its end. */
  readonly fits: (text: string, size: number) => boolean;
  readonly make: (size: number, overlap: number) => Splitter;
}

const short = (text: string, size: number) => text.length <= size;
const cases: Readonly<Record<string, Case>> = {
  recursive: { fits: short, make: (size, overlap) => recursiveSplitter({ size, overlap }) },
  sentence: { fits: short, make: (size, overlap) => sentenceSplitter({ size, overlap }) },
  structure: { fits: short, make: (size, overlap) => structureSplitter({ size, overlap }) },
  token: {
    fits: (text, size) => estimateTokens(text) <= size,
    make: (size, overlap) => tokenSplitter({ size, overlap }),
  },
  'parent/child': {
    fits: short,
    make: (size, overlap) => parentChildSplitter({ parent: size + 4 * overlap, child: size }),
  },
  contextual: {
    fits: short,
    make: (size, overlap) =>
      contextualSplitter({
        situate: situatePassages.by(situateByHeadings),
        splitter: sentenceSplitter({ size, overlap }),
        batch: 3,
      }),
  },
};

describe.each(Object.entries(cases))('the %s splitter', (name, { make, fits }) => {
  test('gives the text at its offsets, in order, in the size, and loses nothing that is written', async () => {
    const split = pattern({ name: 'split', version: '1' }, (input: SplitInput, scope) =>
      scope.step('split', async (context) => {
        const { passages } = await make(input.size, input.overlap)({ text: input.text }, context);
        return JSON.parse(JSON.stringify(passages));
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 0, max: 80 }),
        async (text, size, overlap) => {
          const passages =
            name === 'contextual'
              ? await split.run({ text, size, overlap }).value()
              : (await make(size, overlap)({ text })).passages;
          let before = -1;
          const covered = new Uint8Array(text.length);
          for (const { start, end, text: own, line } of passages) {
            expect(text.slice(start, end)).toBe(own);
            expect(fits(own.trimEnd(), size)).toBe(true);
            expect(start).toBeGreaterThan(before);
            expect(text.slice(0, start).split(/\r\n|\n|\r/).length).toBe(line);
            expect(own.isWellFormed() || !text.isWellFormed()).toBe(true);
            covered.fill(1, start, end);
            before = start;
          }
          const lost = [...text].length
            ? Array.from(covered, (seen, i) => (seen ? '' : text.charAt(i))).join('')
            : '';
          // The structure splitter leaves out front matter and lines of tags; random text may look like both.
          if (!/structure|parent/.test(name)) expect(lost.replace(/[\s\uFEFF]/g, '')).toBe('');
          else if (!/[<{-]/.test(text)) expect(lost.replace(/[\s\uFEFF]/g, '')).toBe('');
        },
      ),
      { numRuns: name === 'contextual' ? 40 : 200 },
    );
  });

  test('has its options in its id, so that another size splits again', () => {
    expect(make(100, 0).id).not.toBe(make(101, 0).id);
    expect(make(100, 0).id).toBe(make(100, 0).id);
  });

  test('refuses a size with which it could not go on', () => {
    expect(() => make(1, 0)({ text: '👍'.repeat(9) })).toThrow(
      expect.objectContaining({ code: 'input.invalid' }),
    );
  });

  test('takes time in proportion to the text', async () => {
    if (name === 'contextual') return; // It is its inner splitter and a model.
    const text = 'The mason lays a stone. The stone is heavy, and so on. '.repeat(20_000);
    const started = performance.now();
    await make(800, 0)({ text });
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

interface SplitInput {
  readonly text: string;
  readonly size: number;
  readonly overlap: number;
}

const GUIDE = `# Guide

## Quarry

Granite is split with wedges. The wedges are of dry oak. Water makes them swell.

Marble is sawn instead. The saw has no teeth, and sand does the work.

## Yard

Blocks rest on timber. They are turned with levers.
`;

describe('sentences and tokens', () => {
  test('overlap is whole sentences', async () => {
    const { passages } = await sentenceSplitter({ size: 30, overlap: 12 })({
      text: 'One is one. Two is two. Three is three. Four is four.',
    });
    expect(passages.map(({ text }) => text)).toEqual([
      'One is one. Two is two.',
      'Two is two. Three is three.',
      'Four is four.',
    ]);
  });

  test('a tokenizer of your own sets the limit, and its name is part of the id', async () => {
    const words = (text: string) => text.split(/\s+/).length;
    const splitter = tokenSplitter({ size: 20, count: words });
    const text = 'The mason lays one more stone. '.repeat(10);
    const { passages } = await splitter({ text });
    expect(passages.map((one) => words(one.text))).toEqual([18, 18, 18, 6]);
    expect(splitter.id).toContain('"counter":"words"');
  });

  test('tokens are estimated by script', () => {
    expect([estimateTokens('four'), estimateTokens('石工'), estimateTokens('')]).toEqual([1, 2, 0]);
  });

  test('tells headings and lines as the structure splitter does', async () => {
    const { title, passages } = await recursiveSplitter({ size: 60 })({ text: GUIDE });
    expect(title).toBe('Guide');
    const last = passages.at(-1);
    expect(last).toMatchObject({ headings: ['Guide', 'Yard'], line: 9 });
  });
});

describe('parents', () => {
  async function opened(child: number) {
    const split = parentChildSplitter({ parent: 240, child });
    const index = await openIndex({ store: memoryStore(), split });
    await index.ingest([file('guide.md', GUIDE, { groups: ['masons'] })], { tenant: ACME.tenant });
    return index;
  }

  test('children are found, and their parents are read, word for word', async () => {
    const index = await opened(60);
    const query = { text: 'saw teeth sand', limit: 3 };
    const [child] = await index.retriever().retrieve(query, ACME);
    expect(child?.text.length).toBeLessThan(80);
    const hits = await withParents(index.retriever(), index).retrieve(query, ACME);
    const [hit] = hits;
    expect(hit?.text).toContain('Granite is split with wedges.');
    expect(hit?.text).toContain('The saw has no teeth');
    expect(GUIDE.slice(hit?.span?.start, hit?.span?.end)).toBe(hit?.text);
    expect(hit).toMatchObject({ source: 'guide.md', score: child?.score });
    expect(new Set(hits.map(({ id }) => id)).size).toBe(hits.length);
  });

  test('a parent comes only where enough of it was found', async () => {
    const index = await opened(60);
    const query = { text: 'saw teeth sand', limit: 1 };
    const alone = await autoMerged(index.retriever(), index).retrieve(query, ACME);
    expect(alone[0]?.text.length).toBeLessThan(80);
    const merged = await autoMerged(index.retriever(), index, { share: 0.1 }).retrieve(query, ACME);
    expect(merged[0]?.text).toContain('Granite is split with wedges.');
  });

  test('whoever may not read the document gets no parent, even from a careless retriever', async () => {
    const index = await opened(60);
    const leaked = await index.retriever().retrieve({ text: 'saw teeth sand', limit: 1 }, ACME);
    const careless = { name: 'careless', description: '', retrieve: async () => leaked };
    const stranger = { ...ACME, groups: [] };
    const hits = await withParents(careless, index).retrieve({ text: 'saw' }, stranger);
    expect(hits).toEqual(leaked);
  });

  test('hits without parents stay as they are', async () => {
    const index = await openIndex({ store: memoryStore() });
    await index.ingest([file('guide.md', GUIDE)], { tenant: ACME.tenant });
    const query = { text: 'saw teeth sand' };
    const hits = await index.retriever().retrieve(query, ACME);
    expect(await withParents(index.retriever(), index).retrieve(query, ACME)).toEqual(hits);
  });
});

for (const [name, wrap] of Object.entries({ withParents, autoMerged })) {
  describeRetrieverContract(name, async () => {
    const split = parentChildSplitter({ parent: 240, child: 60 });
    const index = await openIndex({ store: memoryStore(), split });
    const sources = { 'guide.md': GUIDE, 'other.md': 'Granite is grey.\r\n\r\nMarble is not.' };
    const items = Object.entries(sources).map(([source, text]) =>
      file(source, text, { groups: ['masons'] }),
    );
    await index.ingest(items, { tenant: ACME.tenant });
    return {
      retriever: wrap(index.retriever(), index),
      query: 'granite wedges',
      access: ACME,
      stranger: { ...ACME, subject: 'bob', groups: [] },
      sources,
      close: () => index.close(),
    };
  });
}

describe('lines of context', () => {
  const contexts = ['About quarries in Carrara.', 'About the yard in Pisa.'];

  test('are searched, never shown, and count on the budget of the run', async () => {
    const model = scriptedModel([{ json: { contexts } }]);
    const split = contextualSplitter({
      situate: model,
      splitter: structureSplitter({ minimum: 100 }),
    });
    const index = await openIndex({ store: memoryStore(), split });
    const ingestion = pattern({ name: 'ingestion', version: '1' }, (_: string, scope) =>
      scope.step('ingest', async (context) => {
        const { ingested } = await index.ingest([file('guide.md', GUIDE)], {
          tenant: 'acme',
          context,
        });
        return ingested;
      }),
    );
    const run = ingestion.run('');
    expect(await run.value()).toBe(1);
    expect((await run.outcome).usage.calls).toHaveLength(1);
    const [hit] = await index.search({ text: 'Carrara', limit: 1 }, ACME);
    expect(hit?.text).toContain('Granite is split');
    expect(JSON.stringify(hit)).not.toContain('Carrara');
  });

  test('need a run, and a wrong number of them is asked for again', async () => {
    const split = contextualSplitter({ situate: scriptedModel([]) });
    const index = await openIndex({ store: memoryStore(), split });
    await expect(index.ingest([file('guide.md', GUIDE)], { tenant: 'acme' })).rejects.toMatchObject(
      { code: 'scope.misuse' },
    );
    expect(
      situatePassages.fits?.(
        { contexts: [] },
        { document: '', passages: [{ headings: [], text: '' }] },
      ),
    ).toContain('expected 1');
  });
});
