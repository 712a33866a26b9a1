import type { CallContext, Check, Embedder } from '@ashlar/core';
import type { AttributeChange, NewDocument } from '../index/document.ts';
import type { SourceCard } from '../index/source-card.ts';
import type { IndexStore } from '../index/store.ts';
import type { SplitOptions } from '../split/split-document.ts';
import type { Splitter } from '../split/splitter.ts';
import { embedDocuments } from './embed-documents.ts';
import type { Inspected } from './inspect-text.ts';
import type { Loader } from './loader.ts';
import { attributeChange, prepareDocument } from './prepare-document.ts';
import { requireTenant } from './require-attributes.ts';
import { type Skipped, type SourceItem, saysNothing } from './source-file.ts';

/** Options of `index.ingest`. */
export interface IngestOptions {
  /** Whose documents these are. */
  readonly tenant: string;
  /** The card of items that bring none of their own. @default none */
  readonly card?: SourceCard | ((source: string) => SourceCard | undefined);
  /**
   * Remove documents of the tenant that are not among the items. What cannot be read now (`unreadable`, `timeout`) keeps what was
   * ingested of it, and so does what lies below such a folder. @default true
   */
  readonly prune?: boolean;
  /** Ends the ingestion between two documents; what was committed stays. */
  readonly signal?: AbortSignal;
  /** Of the run that ingests, as `scope.step` gives it: embedding and what a splitter asks count there. @default of no run */
  readonly context?: CallContext;
  /** Called after every document. What it throws ends the ingestion. */
  readonly onProgress?: (progress: IngestProgress) => void;
  /** A commit is made after this many characters: what a kill can lose. Infinity: one commit for all. @default 4000000 */
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
  /** Only metadata, groups or card were new: written, and nothing embedded. */
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Passages that the embedder was asked for; those whose text was already in the index are not among them. */
  readonly embedded: number;
  /** Not read, each with its reason: of `unreadable` and `timeout` an earlier version stays, nothing of the others. */
  readonly skipped: readonly Skipped[];
  /** Not in the index because a check masks or blocks what is in them. */
  readonly quarantined: readonly Inspected[];
  /** In the index, though a check has something to say. */
  readonly flagged: readonly Inspected[];
  /** True when the signal ended it: run it again to go on. */
  readonly interrupted: boolean;
}

/** What an ingestion works with. */
export interface Ingestion {
  readonly store: IndexStore;
  readonly embedder: Embedder | undefined;
  readonly loaders: readonly Loader[];
  readonly split: SplitOptions | Splitter;
  readonly checks: readonly Check[];
}

/** Brings a tenant's part of an index up to date with `items`, batch by batch: plan, embed, one commit. */
export async function ingest(
  ingestion: Ingestion,
  items: Iterable<SourceItem> | AsyncIterable<SourceItem>,
  options: IngestOptions,
): Promise<IngestReport> {
  const { store, embedder } = ingestion;
  const { tenant, card, prune = true, context, onProgress, batchCharacters = 4_000_000 } = options;
  const { signal = context?.signal } = options;
  requireTenant(tenant);
  const cardOf = typeof card === 'function' ? card : () => card;
  const known = await store.plan(tenant);
  const total = Array.isArray(items) ? items.length : undefined;
  const kept = new Set<string>();
  /** What cannot be read now: nothing is known of what it holds. */
  const unread = new Set<string>();
  /** What must not stay: quarantined, or known to hold something else by now. */
  const left = new Set<string>();
  const skipped: Skipped[] = [];
  const quarantined: Inspected[] = [];
  const flagged: Inspected[] = [];
  const counts = { ingested: 0, updated: 0, unchanged: 0, removed: 0, embedded: 0 };
  let put: NewDocument[] = [];
  let update: AttributeChange[] = [];
  let size = 0;
  let done = 0;

  /** False when the signal ended it before anything was written. */
  const commit = async (remove: readonly string[] = []): Promise<boolean> => {
    if (put.length + update.length + remove.length === 0) return true;
    const made = await embedDocuments(put, { store, embedder, tenant, signal, context });
    if (made === undefined) return false;
    await store.commit({ tenant, put: made.documents, update, remove });
    counts.ingested += put.length;
    counts.updated += update.length;
    counts.removed += remove.length;
    counts.embedded += made.embedded;
    put = [];
    update = [];
    size = 0;
    return true;
  };

  for await (const item of untilAborted(items, signal)) {
    if (signal?.aborted) break;
    const { source } = item;
    const ownCard = 'skipped' in item ? undefined : cardOf(source);
    const before = known.get(source);
    const outcome = kept.has(source)
      ? duplicate(source)
      : 'skipped' in item
        ? item
        : await prepareDocument(item, ownCard, before, ingestion, { signal, context });
    if ('skipped' in outcome) {
      skipped.push(outcome);
      if (!saysNothing(outcome)) left.add(source);
      else {
        unread.add(source);
        // Rights that were taken away hold also while the text cannot be read.
        const change = 'skipped' in item ? undefined : attributeChange(item, ownCard, before);
        if (change !== undefined) update.push(change);
      }
    } else if ('quarantined' in outcome) {
      quarantined.push(outcome.quarantined);
      left.add(source);
    } else {
      kept.add(source);
      if ('document' in outcome) {
        put.push(outcome.document);
        size += outcome.size;
        if (outcome.verdicts.length > 0) flagged.push({ source, verdicts: outcome.verdicts });
      } else if ('update' in outcome) update.push(outcome.update);
      else counts.unchanged += 1;
    }
    done += 1;
    onProgress?.({ source, done, ...(total !== undefined && { total }) });
    if (size >= batchCharacters) await commit();
  }
  let interrupted = signal?.aborted ?? false;
  const leaves = (source: string) =>
    !kept.has(source) && (left.has(source) || !liesIn(source, unread));
  const gone = prune && !interrupted ? [...known.keys()].filter(leaves) : [];
  // What is prepared is committed also after an interruption, unless it would first have to be embedded.
  if (!interrupted || embedder === undefined) interrupted = !(await commit(gone)) || interrupted;
  return { ...counts, skipped, quarantined, flagged, interrupted };
}

/** The items; a source that ends by the signal's error is an interruption like any other. */
async function* untilAborted(
  items: Iterable<SourceItem> | AsyncIterable<SourceItem>,
  signal: AbortSignal | undefined,
): AsyncGenerator<SourceItem> {
  try {
    yield* items;
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Whether a source is one of those, or lies below one of them. */
function liesIn(source: string, places: ReadonlySet<string>): boolean {
  if (places.size === 0) return false;
  if (places.has(source)) return true;
  for (let at = source.indexOf('/'); at >= 0; at = source.indexOf('/', at + 1)) {
    if (places.has(source.slice(0, at))) return true;
  }
  return false;
}

function duplicate(source: string): Skipped {
  return { source, skipped: 'duplicate', message: `${source} came twice; the first one counts.` };
}
