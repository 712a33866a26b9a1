import { detachedContext, type Embedder } from '@ashlar/core';
import { searchableText } from '../index/searchable-text.ts';
import type { IndexStore, NewDocument, NewPassage } from '../index/store.ts';
import { type SplitOptions, splitDocument } from '../split/split-document.ts';
import type { Loader } from './loader.ts';
import type { Skipped, SourceFile, SourceItem } from './source-file.ts';

/** Options of `index.ingest`. */
export interface IngestOptions {
  /** Whose documents these are. */
  readonly tenant: string;
  /** Remove documents of the tenant that are not among the items. @default true */
  readonly prune?: boolean;
  /** Ends the ingestion between two documents; what was committed stays. */
  readonly signal?: AbortSignal;
  /** Called after every document. What it throws ends the ingestion. */
  readonly onProgress?: (progress: IngestProgress) => void;
  /** A commit is made after this many characters: what a kill can lose. @default 4000000 */
  readonly batchCharacters?: number;
}

export interface IngestProgress {
  readonly source: string;
  /** Documents looked at so far. */
  readonly done: number;
  /** Known when the items came as a list. */
  readonly total?: number;
}

export interface IngestReport {
  /** New or changed: split, embedded and stored. */
  readonly ingested: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Not in the index, each with its reason. */
  readonly skipped: readonly Skipped[];
  /** True when the signal ended it: run it again to go on. */
  readonly interrupted: boolean;
}

/** What an ingestion works with. */
export interface Ingestion {
  readonly store: IndexStore;
  readonly embedder: Embedder | undefined;
  readonly loaders: readonly Loader[];
  readonly split: SplitOptions;
}

/** Brings a tenant's part of an index up to date with `items`, batch by batch. */
export async function ingest(
  { store, embedder, loaders, split }: Ingestion,
  items: Iterable<SourceItem> | AsyncIterable<SourceItem>,
  options: IngestOptions,
): Promise<IngestReport> {
  const { tenant, prune = true, signal, onProgress, batchCharacters = 4_000_000 } = options;
  const known = await store.plan(tenant);
  const total = Array.isArray(items) ? items.length : undefined;
  const kept = new Set<string>();
  const skipped: Skipped[] = [];
  let batch: NewDocument[] = [];
  let size = 0;
  let done = 0;
  let ingested = 0;

  const commit = async (remove: readonly string[] = []): Promise<void> => {
    if (batch.length === 0 && remove.length === 0) return;
    const put = embedder === undefined ? batch : await embedAll(batch, embedder, signal);
    await store.commit({ tenant, put, remove });
    ingested += batch.length;
    batch = [];
    size = 0;
  };

  for await (const item of items) {
    if (signal?.aborted) break;
    const outcome = 'skipped' in item ? item : await prepare(item, loaders, split, known);
    if ('skipped' in outcome) skipped.push(outcome);
    else {
      kept.add(item.source);
      if ('document' in outcome) {
        batch.push(outcome.document);
        size += outcome.size;
      }
    }
    done += 1;
    onProgress?.({ source: item.source, done, ...(total !== undefined && { total }) });
    if (size >= batchCharacters) await commit();
  }
  const interrupted = signal?.aborted ?? false;
  const gone = prune && !interrupted ? [...known.keys()].filter((one) => !kept.has(one)) : [];
  // What is prepared is committed also after an interruption, unless it would first have to be embedded.
  if (!interrupted || embedder === undefined) await commit(gone);
  const unchanged = done - skipped.length - ingested;
  return { ingested, unchanged, removed: gone.length, skipped, interrupted };
}

type Prepared =
  | { readonly document: NewDocument; readonly size: number }
  | { readonly unchanged: true }
  | Skipped;

async function prepare(
  file: SourceFile,
  loaders: readonly Loader[],
  split: SplitOptions,
  known: ReadonlyMap<string, string>,
): Promise<Prepared> {
  const { source, metadata, groups, dataClass } = file;
  const loader = loaders.find((one) => one.accepts(source));
  if (loader === undefined) {
    return { source, skipped: 'unsupported', message: `${source} is of a kind that is not read.` };
  }
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { source, skipped: 'unreadable', message: `${source} cannot be read: ${why}.` };
  }
  const attributes = {
    ...(metadata !== undefined && { metadata }),
    ...(groups !== undefined && { groups }),
    ...(dataClass !== undefined && { dataClass }),
  };
  const fingerprint = `${await sha256(bytes)} ${JSON.stringify([attributes, split])}`;
  if (known.get(source) === fingerprint) return { unchanged: true };
  const loaded = await loader.load(bytes, source);
  if ('skipped' in loaded) return loaded;
  const { title, passages } = splitDocument(loaded.text, split);
  const document = {
    source,
    fingerprint,
    ...attributes,
    ...(title !== undefined && { title }),
    passages,
  };
  return { document, size: loaded.text.length };
}

async function embedAll(
  documents: readonly NewDocument[],
  embedder: Embedder,
  signal: AbortSignal | undefined,
): Promise<NewDocument[]> {
  const texts = documents.flatMap(({ title, passages }) =>
    passages.map((passage) => searchableText(title, passage)),
  );
  const context = detachedContext(signal);
  const { vectors } = await embedder.embed(texts, { purpose: 'document' }, context);
  let at = 0;
  return documents.map((document) => ({
    ...document,
    passages: document.passages.map((passage): NewPassage => {
      const vector = vectors[at];
      at += 1;
      return { ...passage, ...(vector !== undefined && { vector }) };
    }),
  }));
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
