import type { DocumentAttributes, DocumentFacts, FoundPassage } from '../index/document.ts';
import type { PassageExtras } from '../index/passage-extras.ts';
import { passageId } from '../index/passage-id.ts';
import type { Row } from './database.ts';

/** What a row of documents says: `tenant, source, title, metadata, readers, card`. */
export function toFacts(row: Row): DocumentFacts {
  return {
    tenant: String(row.tenant),
    source: String(row.source),
    ...(row.title !== null && { title: String(row.title) }),
    ...toAttributes(row),
  };
}

/** The attributes in a row of documents: `metadata, readers, card`. */
export function toAttributes(row: Row): DocumentAttributes {
  return {
    ...(row.metadata !== null && { metadata: JSON.parse(String(row.metadata)) }),
    ...(row.readers !== null && { groups: JSON.parse(String(row.readers)) }),
    ...(row.card !== null && { card: JSON.parse(String(row.card)) }),
  };
}

/** A row of passages, with what is known of its document: `start, end, line, headings, text, extras`. */
export function toPassage(row: Row, facts: DocumentFacts): FoundPassage {
  const span = { start: Number(row.start), end: Number(row.end) };
  return {
    ...facts,
    id: passageId(facts.source, span),
    ...span,
    text: String(row.text),
    line: Number(row.line),
    headings: JSON.parse(String(row.headings)),
    ...toExtras(row),
  };
}

/** Where a passage stands and what it is about, as far as that is known. */
export function toExtras({ extras }: Row): PassageExtras {
  return extras === null ? {} : JSON.parse(String(extras));
}

/** A vector from its bytes, which are copied only where they are not aligned to four. */
export function toVector(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** The bytes of a vector, without a copy. */
export function toBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
