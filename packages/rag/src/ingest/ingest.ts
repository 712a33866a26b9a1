import { AshlarError, detachedContext, type Embedder } from '@ashlar/core';
import { embedTexts } from '../index/embed-texts.ts';
import { searchableText } from '../index/searchable-text.ts';
import type { IndexStore, NewDocument, NewPassage } from '../index/store.ts';
import { type SplitOptions, splitDocument } from '../split/split-document.ts';
import type { LoadedText, Loader } from './loader.ts';
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
  requireTenant(tenant);
  const known = await store.plan(tenant);
  const total = Array.isArray(items) ? items.length : undefined;
  const kept = new Set<string>();
  const skipped: Skipped[] = [];
  let batch: NewDocument[] = [];
  let size = 0;
  let done = 0;
  let ingested = 0;

  /** False when the signal ended it before anything was written. */
  const commit = async (remove: readonly string[] = []): Promise<boolean> => {
    if (batch.length === 0 && remove.length === 0) return true;
    const put = await embedAll(batch, embedder, signal).catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      throw error;
    });
    if (put === undefined) return false;
    await store.commit({ tenant, put, remove });
    ingested += batch.length;
    batch = [];
    size = 0;
    return true;
  };

  for await (const item of items) {
    if (signal?.aborted) break;
    const outcome =
      'skipped' in item
        ? item
        : kept.has(item.source)
          ? duplicate(item.source)
          : await prepare(item, loaders, split, known);
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
  let interrupted = signal?.aborted ?? false;
  const gone = prune && !interrupted ? [...known.keys()].filter((one) => !kept.has(one)) : [];
  // What is prepared is committed also after an interruption, unless it would first have to be embedded.
  if (!interrupted || embedder === undefined) interrupted = !(await commit(gone)) || interrupted;
  const removed = interrupted ? 0 : gone.length;
  const unchanged = done - skipped.length - ingested - batch.length;
  return { ingested, unchanged, removed, skipped, interrupted };
}

/** A document of nobody could be found by nobody, or by whoever forgets to say who they are. */
function requireTenant(tenant: string | undefined): void {
  if (typeof tenant === 'string' && tenant !== '') return;
  const issues = ['tenant: expected a text that is not empty'];
  throw new AshlarError(
    'input.invalid',
    'Say whose documents these are: ingest(items, { tenant }).',
    {
      facts: { what: 'ingest options', issues },
    },
  );
}

function duplicate(source: string): Skipped {
  return { source, skipped: 'duplicate', message: `${source} came twice; the first one counts.` };
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
  if (groups !== undefined && !Array.isArray(groups)) {
    throw new AshlarError('input.invalid', `The groups of ${source} are no list of names.`, {
      facts: { what: source, issues: ['groups: expected a list'] },
    });
  }
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
  let loaded: LoadedText | Skipped;
  try {
    loaded = await loader.load(bytes, source);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { source, skipped: 'unreadable', message: `${source} cannot be read: ${why}.` };
  }
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
  embedder: Embedder | undefined,
  signal: AbortSignal | undefined,
): Promise<readonly NewDocument[]> {
  if (embedder === undefined) return documents;
  const texts = documents.flatMap(({ title, passages }) =>
    passages.map((passage) => searchableText(title, passage)),
  );
  const context = detachedContext(signal);
  const vectors = await embedTexts(embedder, texts, { purpose: 'document' }, context);
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
