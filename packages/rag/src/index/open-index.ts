import type {
  Access,
  CallContext,
  Check,
  Embedder,
  Filter,
  Hit,
  Query,
  Retriever,
} from '@ashlar/core';
import { type AuditOptions, type AuditReport, auditIndex } from '../audit/audit-index.ts';
import { type IngestOptions, type IngestReport, ingest } from '../ingest/ingest.ts';
import type { Loader } from '../ingest/loader.ts';
import type { SourceItem } from '../ingest/source-file.ts';
import { textLoader } from '../ingest/text-loader.ts';
import type { SplitOptions } from '../split/split-document.ts';
import type { Splitter } from '../split/splitter.ts';
import { assessEvidence } from './assess-evidence.ts';
import type { FoundPassage, IndexedDocument } from './document.ts';
import { embedTexts } from './embed-texts.ts';
import type { Generation } from './generation.ts';
import { previousGeneration } from './previous-generation.ts';
import { type RecallOptions, type RecallReport, recallCheck } from './recall-check.ts';
import { type ReindexOptions, type ReindexReport, reindex } from './reindex.ts';
import { requireAccess } from './require-access.ts';
import { requireReadable } from './require-readable.ts';
import type { IndexStats, IndexStore } from './store.ts';
import { toHit } from './to-hit.ts';
import { identityOf } from './vector-identity.ts';

/** Options of {@link openIndex}. */
export interface IndexOptions {
  /** Where it lives: `sqliteStore({ file })`, `postgresStore({ pool })`, `memoryStore()` or a driver of your own. */
  readonly store: IndexStore;
  /** Adds meaning to words. The one whose vectors serve: another one comes by `reindex` and `switchTo`. @default none: words alone */
  readonly embedder?: Embedder;
  /** Asked in order. @default Markdown and text */
  readonly loaders?: readonly Loader[];
  /** How documents are cut into passages: options of `splitDocument`, or a splitter. A change ingests everything again. */
  readonly split?: SplitOptions | Splitter;
  /** Those of the stage `ingest` look at every new text; what they mask or block stays out. A change asks about everything again. */
  readonly checks?: readonly Check[];
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

/** Documents that can be searched. Whatever reads needs to know on whose behalf: without access it is `access.missing`. */
export interface DocumentIndex {
  /** Brings the index up to date: only what is new or has changed is read into it, what is gone leaves it. */
  ingest(
    items: Iterable<SourceItem> | AsyncIterable<SourceItem>,
    options: IngestOptions,
  ): Promise<IngestReport>;
  /** The passages that fit best, best first; each hit's `metadata.answerability` says how likely they carry an answer. */
  search(query: Query, access: Access, context?: CallContext): Promise<readonly Hit[]>;
  retriever(options?: RetrieverOptions): Retriever;
  /** Passages by the ids of hits, as far as `access` may read them. */
  get(ids: readonly string[], access: Access): Promise<readonly FoundPassage[]>;
  /** Documents with all their passages, one by one in the order of their sources; only `sources`, when given. */
  documents(access: Access, sources?: readonly string[]): AsyncIterable<IndexedDocument>;
  /** How much `access` may read. */
  stats(access: Access): Promise<IndexStats>;
  /** How much approximate search finds of what exact search finds, on the vectors of this index. */
  recallCheck(access: Access, options?: RecallOptions): Promise<RecallReport>;
  /** What deserves a look: duplicates, stale, empty, mixed languages, personal data, sources without a card. */
  audit(access: Access, options?: AuditOptions): Promise<AuditReport>;
  /** Which vectors there are, and which of them serve. */
  generations(): Promise<readonly Generation[]>;
  /** Makes vectors of another embedder beside those that serve. Goes on where an earlier one was interrupted or killed. */
  reindex(options: ReindexOptions): Promise<ReindexReport>;
  /**
   * Lets the vectors of an embedder serve that `reindex` has made; undefined: words alone. Other processes search by the earlier
   * vectors until they open the index anew, and cannot ingest with them any more.
   */
  switchTo(embedder: Embedder | undefined): Promise<void>;
  /** Undoes the last switch. `embedder` is needed where this process has not seen the earlier one. */
  rollback(embedder?: Embedder): Promise<Generation>;
  /** Removes the vectors of an embedder that do not serve, and gives their space back. */
  drop(embedder: Pick<Embedder, 'dimensions' | 'id'>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an index over documents: hybrid search over words, character n-grams and pairs of words, and over vectors when there
 * is an embedder. Without one it costs no model call.
 *
 * @throws AshlarError `index.embedder`, `index.format`, `index.unavailable`, `index.busy`
 */
export async function openIndex(options: IndexOptions): Promise<DocumentIndex> {
  const { store, loaders = [textLoader], split = {}, checks = [] } = options;
  let { embedder } = options;
  const seen = new Map<string, Embedder>();
  const use = (next: Embedder | undefined): void => {
    embedder = next;
    if (next !== undefined) seen.set(next.id, next);
  };
  await store.open(identityOf(embedder));
  use(embedder);

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
    requireReadable(passages, access);
    const { score } = assessEvidence(text, passages, channels);
    return passages.slice(0, limit).map((passage) => toHit(passage, score));
  };

  return {
    ingest: (items, ingestOptions) =>
      ingest({ store, embedder, loaders, split, checks }, items, ingestOptions),
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
      return requireReadable(await store.get(ids, access), access);
    },
    async *documents(access, sources) {
      requireAccess(access);
      for await (const document of store.documents(access, sources)) {
        requireReadable([document], access);
        yield document;
      }
    },
    async stats(access) {
      requireAccess(access);
      return store.stats(access);
    },
    async recallCheck(access, recallOptions) {
      requireAccess(access);
      return recallCheck({ store, embedder }, access, recallOptions);
    },
    async audit(access, auditOptions = {}) {
      requireAccess(access);
      return auditIndex(store.documents(access), auditOptions);
    },
    generations: () => store.generations.list(),
    reindex(reindexOptions) {
      seen.set(reindexOptions.embedder.id, reindexOptions.embedder);
      return reindex(store, reindexOptions);
    },
    async switchTo(next) {
      await store.generations.serve(identityOf(next), { complete: true });
      use(next);
    },
    async rollback(given) {
      const { generation, embedder: next } = await previousGeneration(store, given, seen);
      await store.generations.serve(generation.vectors, { complete: false });
      use(next);
      return { ...generation, state: 'serving' };
    },
    drop: ({ id, dimensions }) => store.generations.drop({ id, dimensions }),
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
