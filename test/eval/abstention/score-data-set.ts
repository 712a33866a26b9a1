import { type IndexStore, memoryStore, type NewDocument, openIndex } from '@ashlar/rag';
import { coverage, termWeights, wordAnalyser } from '@ashlar/text';
import type { DataSet } from './data-set.ts';
import type { Judged } from './metrics.ts';

const ACCESS = { tenant: 'eval', subject: 'eval', groups: [] };
const words = wordAnalyser();
/** Passages that plain idf-coverage looks at. */
const DEPTH = 10;

/**
 * Asks every question twice over the RAG's own ingestion and retrieval: with its gold page in the index, and with that page
 * taken out of it, statistics included.
 */
export async function scoreDataSet({ pages, questions }: DataSet): Promise<Judged[]> {
  const { store, documents } = remembering(memoryStore());
  const index = await openIndex({ store });
  const encoder = new TextEncoder();
  await index.ingest(
    pages.map(({ id, text }) => ({ source: sourceOf(id), read: async () => encoder.encode(text) })),
    { tenant: ACCESS.tenant },
  );
  const judged: Judged[] = [];
  const judge = async (question: string, answerable: boolean): Promise<void> => {
    const [hit] = await index.search({ text: question }, ACCESS);
    judged.push({
      answerable,
      evidence: Number(hit?.metadata?.answerability ?? 0),
      coverage: await idfCoverage(store, question),
    });
  };
  for (const { text, gold } of questions) {
    await judge(text, true);
    const sources = [...gold].map(sourceOf);
    await store.commit({ tenant: ACCESS.tenant, put: [], remove: sources });
    await judge(text, false);
    const put = sources.flatMap((source) => documents.get(source) ?? []);
    await store.commit({ tenant: ACCESS.tenant, put, remove: [] });
  }
  await index.close();
  return judged;
}

/** The baseline: the largest idf-weighted share of the question's words that one of the best passages holds. */
async function idfCoverage(store: IndexStore, question: string): Promise<number> {
  const { passages, channels } = await store.search({ text: question, access: ACCESS, k: DEPTH });
  const corpus = channels.find(({ name }) => name === 'words')?.statistics;
  const weights = termWeights(
    words(question).map(({ term }) => term),
    corpus,
  );
  const shares = passages.map(({ title = '', text }) =>
    coverage(weights, new Set(words(`${title}\n${text}`).map(({ term }) => term))),
  );
  return Math.max(0, ...shares);
}

function remembering(inner: IndexStore): {
  readonly store: IndexStore;
  readonly documents: ReadonlyMap<string, NewDocument>;
} {
  const documents = new Map<string, NewDocument>();
  const store: IndexStore = {
    ...inner,
    commit(batch) {
      for (const document of batch.put) documents.set(document.source, document);
      return inner.commit(batch);
    },
  };
  return { store, documents };
}

function sourceOf(id: string): string {
  return id.endsWith('.md') ? id : `${id}.md`;
}
