import type { Access, CallContext, Embedder, Filter, Hit, Query, Retriever } from '@ashlar/core';
import { type IngestOptions, type IngestReport, ingest } from '../ingest/ingest.ts';
import type { Loader } from '../ingest/loader.ts';
import type { SourceItem } from '../ingest/source-file.ts';
import { textLoader } from '../ingest/text-loader.ts';
import type { SplitOptions } from '../split/split-document.ts';
import { assessEvidence } from './assess-evidence.ts';
import { embedTexts } from './embed-texts.ts';
import { requireAccess } from './require-access.ts';
import type { FoundPassage, IndexStats, IndexStore } from './store.ts';
import { toHit } from './to-hit.ts';
import { withSiblings } from './with-siblings.ts';

/** Options of {@link openIndex}. */
export interface IndexOptions {
  /** Where it lives: `sqliteStore({ file })`, `memoryStore()` or a driver of your own. */
  readonly store: IndexStore;
  /** Adds meaning to words. The same one for as long as the index lives. @default none: words alone */
  readonly embedder?: Embedder;
  /** Asked in order. @default Markdown and text */
  readonly loaders?: readonly Loader[];
  /** How documents are cut into passages. A change ingests everything again. */
  readonly split?: SplitOptions;
}

export interface RetrieverOptions {
  /** @default 'index' */
  readonly name?: string;
  /** Tells routers what is in it. @default 'Passages of the indexed documents.' */
  readonly description?: string;
  /** Hits for queries that say nothing else. @default 10 */
  readonly limit?: number;
  /** Applies to every query, besides its own. */
  readonly filter?: Filter;
}

/** Documents that can be searched. */
export interface DocumentIndex {
  /** Brings the index up to date: only what is new or has changed is read into it, what is gone leaves it. */
  ingest(
    items: Iterable<SourceItem> | AsyncIterable<SourceItem>,
    options: IngestOptions,
  ): Promise<IngestReport>;
  /** The passages that fit best, best first; each hit's `metadata.answerability` says how likely they carry an answer. */
  search(query: Query, access: Access, context?: CallContext): Promise<readonly Hit[]>;
  retriever(options?: RetrieverOptions): Retriever;
  /** Passages by the ids of hits. */
  get(ids: readonly string[], access: Access): Promise<readonly FoundPassage[]>;
  stats(tenant?: string): Promise<IndexStats>;
  close(): Promise<void>;
}

/**
 * Opens an index over documents: hybrid search over words, character n-grams and pairs of words, and over vectors when there
 * is an embedder. Without one it costs no model call.
 *
 * @throws AshlarError `index.embedder`, `index.format`, `index.unavailable`, `index.busy`
 */
export async function openIndex(options: IndexOptions): Promise<DocumentIndex> {
  const { store, embedder, loaders = [textLoader], split = {} } = options;
  await store.open(embedder && { id: embedder.id, dimensions: embedder.dimensions });

  const search: DocumentIndex['search'] = async ({ text, filter, limit = 10 }, access, context) => {
    context?.signal.throwIfAborted();
    requireAccess(access);
    const vectors = embedder && (await embedTexts(embedder, [text], { purpose: 'query' }, context));
    const vector = vectors?.[0];
    const { passages, channels } = await store.search({
      text,
      access,
      // Deeper than asked: whether one source stands out shows only next to others.
      k: Math.max(limit, 50),
      ...(filter !== undefined && { filter }),
      ...(vector !== undefined && { vector }),
    });
    const { score } = assessEvidence(text, passages, channels);
    return withSiblings(passages)
      .slice(0, limit)
      .map((passage) => toHit(passage, score));
  };

  return {
    ingest: (items, ingestOptions) =>
      ingest({ store, embedder, loaders, split }, items, ingestOptions),
    search,
    retriever: ({ name = 'index', description, limit, filter } = {}) => ({
      name,
      description: description ?? 'Passages of the indexed documents.',
      retrieve: (query, access, context) =>
        search(
          {
            ...query,
            ...(limit !== undefined && { limit: query.limit ?? limit }),
            ...both(filter, query.filter),
          },
          access,
          context,
        ),
    }),
    async get(ids, access) {
      requireAccess(access);
      return store.get(ids, access);
    },
    stats: (tenant) => store.stats(tenant),
    close: () => store.close(),
  };
}

function both(a: Filter | undefined, b: Filter | undefined): { readonly filter?: Filter } {
  if (a === undefined || b === undefined) {
    const filter = a ?? b;
    return filter === undefined ? {} : { filter };
  }
  return { filter: { op: 'and', filters: [a, b] } };
}
