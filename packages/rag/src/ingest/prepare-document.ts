import { AshlarError, type CallContext, type Verdict } from '@ashlar/core';
import type { AttributeChange, Fingerprint, NewDocument, NewPassage } from '../index/document.ts';
import type { SourceCard } from '../index/source-card.ts';
import { type Passage, splitDocument } from '../split/split-document.ts';
import { sha256 } from './hash.ts';
import type { Ingestion } from './ingest.ts';
import { type Inspected, inspectText, keepsOut } from './inspect-text.ts';
import type { LoadedText, Place } from './loader.ts';
import { locationOf } from './location-of.ts';
import { isStorable, requireAttributes } from './require-attributes.ts';
import type { Skipped, SourceFile } from './source-file.ts';

/** What has to be done about a document. */
export type Prepared =
  | { readonly document: NewDocument; readonly size: number; readonly verdicts: readonly Verdict[] }
  | { readonly update: AttributeChange }
  | { readonly unchanged: true }
  | { readonly quarantined: Inspected }
  | Skipped;

/** In which run a document is prepared, if in any. */
export interface Surroundings {
  readonly signal: AbortSignal | undefined;
  readonly context: CallContext | undefined;
}

/** Reads, inspects and splits a document, as far as its fingerprint says that this is needed. */
export async function prepareDocument(
  file: SourceFile,
  card: SourceCard | undefined,
  known: Fingerprint | undefined,
  { loaders, split, checks }: Pick<Ingestion, 'checks' | 'loaders' | 'split'>,
  { signal, context }: Surroundings,
): Promise<Prepared> {
  const { source } = file;
  const attributes = requireAttributes(source, { ...(card && { card }), ...definedOf(file) });
  const loader = loaders.find((one) => one.accepts(source, file.mediaType));
  if (loader === undefined) {
    return { source, skipped: 'unsupported', message: `${source} is of a kind that is not read.` };
  }
  let bytes: Uint8Array;
  try {
    bytes = await file.read();
  } catch (error) {
    if (error instanceof AshlarError && error.code === 'source.unavailable') throw error;
    if ((error as { readonly code?: unknown } | null)?.code === 'ENOENT') {
      return { source, skipped: 'missing', message: `${source} is gone since it was listed.` };
    }
    return unreadable(source, error);
  }
  const fingerprint: Fingerprint = {
    content: `${await sha256(bytes)} ${JSON.stringify([typeof split === 'function' ? split.id : split, checks.map(({ id }) => id)])}`,
    attributes: JSON.stringify(attributes),
  };
  if (known?.content === fingerprint.content) {
    if (known.attributes === fingerprint.attributes) return { unchanged: true };
    return { update: { source, fingerprint, ...attributes } };
  }
  let loaded: LoadedText | Skipped;
  try {
    loaded = await loader.load(bytes, source);
  } catch (error) {
    // A library that is not installed is no fault of the file: skipping it would take it out of the index.
    if (error instanceof AshlarError && error.code === 'loader.unavailable') throw error;
    return unreadable(source, error);
  }
  if ('skipped' in loaded) return loaded;
  const { text } = loaded;
  if (!isStorable(text)) {
    const message = `${source} holds a zero character or half of a character.`;
    return { source, skipped: 'not-utf-8', message };
  }
  const verdicts = await inspectText(text, checks, signal);
  if (verdicts.some(keepsOut)) return { quarantined: { source, verdicts } };
  const { title, passages } = await (typeof split === 'function'
    ? split(loaded, context)
    : splitDocument(loaded, split));
  const document = {
    source,
    fingerprint,
    ...attributes,
    ...(title !== undefined && { title }),
    passages: passages.map((passage) => located(passage, loaded.places)),
  };
  return { document, size: text.length, verdicts };
}

/** What is new about a document besides its text; undefined when nothing is, or when it is not in the index. */
export function attributeChange(
  file: SourceFile,
  card: SourceCard | undefined,
  known: Fingerprint | undefined,
): AttributeChange | undefined {
  const { source } = file;
  const attributes = requireAttributes(source, { ...(card && { card }), ...definedOf(file) });
  const text = JSON.stringify(attributes);
  if (known === undefined || known.attributes === text) return undefined;
  return { source, fingerprint: { content: known.content, attributes: text }, ...attributes };
}

function located(passage: Passage, places: readonly Place[] = []): NewPassage {
  const location = locationOf(places, passage);
  return location === undefined ? passage : { ...passage, location };
}

function definedOf({ metadata, groups, card }: SourceFile) {
  return {
    ...(metadata !== undefined && { metadata }),
    ...(groups !== undefined && { groups }),
    ...(card !== undefined && { card }),
  };
}

function unreadable(source: string, error: unknown): Skipped {
  const why = error instanceof Error ? error.message : String(error);
  return { source, skipped: 'unreadable', message: `${source} cannot be read: ${why}.` };
}
