import { expect, test } from 'vitest';
import { memoryStore, openIndex } from '../src/index.ts';

const ann = { tenant: 'acme', subject: 'ann', groups: [] };

async function indexOf(pages: Readonly<Record<string, string>>) {
  const index = await openIndex({ store: memoryStore(), split: { size: 60, minimum: 20 } });
  const items = Object.entries(pages).map(([source, text]) => ({
    source,
    read: async () => new TextEncoder().encode(text),
  }));
  await index.ingest(items, { tenant: 'acme' });
  return index;
}

test('prefers the page that holds the rest of the question, too', async () => {
  const index = await indexOf({
    'a.md': 'The permit of the harbour is free for a whole year.\n\nWindows are washed on Mondays.',
    'b.md':
      'The permit of the harbour is free for a whole year.\n\nBoats of guests pay the fee in May.',
    'c.md': 'Nothing is said here of any of that.\n\nThe canteen opens at noon.',
  });
  const hits = await index.search({ text: 'permit harbour free fee for guests' }, ann);
  const permits = hits.filter(({ text }) => text.startsWith('The permit'));
  expect(permits.map(({ source }) => source)).toEqual(['b.md', 'a.md']);
  expect(permits[0]?.score).toBeGreaterThan(permits[1]?.score ?? 1);
});

test('does not hold it against a page that it is one passage', async () => {
  const index = await indexOf({
    'one.md': 'Granite costs twelve euro for each metre.',
    'two.md':
      'Granite costs are low this year.\n\nGranite costs were twelve before, in another euro.',
    'three.md': 'Slate is sold by weight.\n\nMarble is not sold at all here.',
  });
  const [first] = await index.search({ text: 'What does granite cost for each metre?' }, ann);
  expect(first?.source).toBe('one.md');
});

test('finds the same first passages however many are asked for, with shares as scores', async () => {
  const words = ['granite', 'slate', 'marble', 'quarry', 'metre', 'price'];
  const pages = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `${i}.md`,
      Array.from({ length: 3 }, (_, j) => `${words[(i + j) % 6]} ${words[(i * j + 2) % 6]}.`).join(
        '\n\n',
      ),
    ]),
  );
  const index = await indexOf(pages);
  const search = async (limit: number) =>
    (await index.search({ text: 'price of a metre of slate', limit }, ann)).map(
      ({ id, score }) => [id, score] as const,
    );
  const all = await search(20);
  for (const limit of [1, 3, 10]) expect(await search(limit)).toEqual(all.slice(0, limit));
  expect(all.every(([, score]) => score > 0 && score <= 1)).toBe(true);
});
