import { expect, test } from 'vitest';
import { memoryStore, openIndex, simpleRag } from '../src/index.ts';
import { documentLoaders } from '../src/loaders/index.ts';
import { pdf } from './made-files.ts';
import { asked, saying } from './pattern-support.ts';
import { ACME } from './support.ts';

test('a citation of a PDF names the page, and its quote stands in the canonical text', async () => {
  const index = await openIndex({ store: memoryStore(), loaders: documentLoaders() });
  const bytes = pdf([['Granite is hard.'], ['Marble is soft and takes a polish.']]);
  await index.ingest([{ source: 'stones.pdf', read: async () => bytes }], { tenant: ACME.tenant });
  const { model } = asked({ 'rag.answer': saying('Marble is soft and takes a polish.') });
  const rag = simpleRag({ model, retriever: index.retriever() });
  const { citations } = await rag.run('Is marble soft?', { principal: ACME }).value();
  expect(citations).toMatchObject([
    {
      source: 'stones.pdf',
      quote: 'Marble is soft and takes a polish.',
      location: { lastPage: 2 },
    },
  ]);
});
