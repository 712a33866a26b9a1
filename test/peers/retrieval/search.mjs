// node search.mjs <input.json>: ranks the documents for each question with each library, as its own documentation begins, and
// prints { [system]: ids per question }. What a library fails at is left out, with the reason on stderr.
import { readFileSync } from 'node:fs';

const { documents, questions } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const K = 10;

const systems = {
  async MiniSearch() {
    const { default: MiniSearch } = await import('minisearch');
    const index = new MiniSearch({ fields: ['text'] });
    index.addAll(documents);
    return (question) => index.search(question).slice(0, K);
  },
  async Orama() {
    const { create, insertMultiple, search } = await import('@orama/orama');
    const index = create({ schema: { text: 'string' } });
    await insertMultiple(index, documents);
    return async (question) => (await search(index, { term: question, limit: K })).hits;
  },
  async 'LangChain BM25Retriever'() {
    const { BM25Retriever } = await import('@langchain/community/retrievers/bm25');
    const retriever = BM25Retriever.fromDocuments(
      documents.map(({ id, text }) => ({ pageContent: text, metadata: { id } })),
      { k: K, includeScore: false },
    );
    return async (question) => (await retriever.invoke(question)).map(({ metadata }) => metadata);
  },
};

const rankings = {};
for (const [name, open] of Object.entries(systems)) {
  try {
    const search = await open();
    const found = [];
    for (const question of questions)
      found.push((await search(question)).map(({ id }) => String(id)));
    rankings[name] = found;
  } catch (error) {
    console.error(`${name}: ${error.message.split('\n', 1)[0]}`);
  }
}
process.stdout.write(JSON.stringify(rankings));
