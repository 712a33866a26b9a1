import type { JsonObject } from '@ashlar/core';
import type { DocumentFacts, FoundPassage } from '../index/document.ts';
import type { PassageExtras } from '../index/passage-extras.ts';
import { passageId } from '../index/passage-id.ts';
import type { SourceCard } from '../index/source-card.ts';
import type { Row } from './database.ts';

/** The columns of documents `d` that {@link toFacts} reads. */
export const DOCUMENT = 'd.tenant, d.source, d.title, d.metadata, d.readers, d.card';
/** The columns of passages `p` that {@link toPassage} reads. */
export const PASSAGE = 'p.start_at, p.end_at, p.line, p.headings, p.text, p.extras';

export function toFacts({ tenant, source, title, metadata, readers, card }: Row): DocumentFacts {
  return {
    tenant: String(tenant),
    source: String(source),
    ...(title !== null && { title: String(title) }),
    ...(metadata !== null && { metadata: metadata as JsonObject }),
    ...(readers !== null && { groups: readers as readonly string[] }),
    ...(card !== null && { card: card as SourceCard }),
  };
}

export function toPassage(row: Row, facts: DocumentFacts): FoundPassage {
  const span = { start: Number(row.start_at), end: Number(row.end_at) };
  return {
    ...facts,
    id: passageId(facts.source, span),
    ...span,
    text: String(row.text),
    line: Number(row.line),
    headings: row.headings as readonly string[],
    ...(row.extras as PassageExtras | null),
  };
}

/** Bytes as the text that `decode(…, 'hex')` takes: arrays of bytes go by every client alike. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** The bytes of a vector, without a copy. */
export function toBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** A vector from its bytes: a copy where they are not aligned to four. */
export function toVector(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
