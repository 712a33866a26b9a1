import { createHash } from 'node:crypto';
import type { DocumentFacts, StoredPassage } from '../index/document.ts';

/** What the address of a vector is made of: all that is embedded of a passage, and where it stands. */
export type AddressedPassage = Pick<
  StoredPassage,
  'context' | 'end' | 'headings' | 'start' | 'text'
> &
  Pick<DocumentFacts, 'source' | 'title'>;

/** Numbers that an address takes as the vector of the catalog. */
export const ADDRESS_DIMENSIONS = 8;

const DIGITS = 6;

/**
 * The key of a passage's vector in its vector index: 192 bits of SHA-256, 48 hexadecimal digits. It can be made anew of the
 * passage that is found under it, so a vector of a text that is gone is never taken for one of what stands there now.
 */
export function addressOf({
  source,
  title = null,
  start,
  end,
  headings,
  text,
  context = null,
}: Omit<AddressedPassage, 'title' | 'context'> & {
  readonly title?: string | null | undefined;
  readonly context?: string | null | undefined;
}): string {
  const identity = JSON.stringify([source, title, start, end, headings, text, context]);
  return createHash('sha256')
    .update(identity)
    .digest('hex')
    .slice(0, ADDRESS_DIMENSIONS * DIGITS);
}

/** An address as a vector that a store keeps exactly: whole numbers of 24 bits. */
export function addressToVector(address: string): Float32Array {
  return Float32Array.from({ length: ADDRESS_DIMENSIONS }, (_, i) =>
    Number.parseInt(address.slice(i * DIGITS, (i + 1) * DIGITS), 16),
  );
}

/** The address that a vector of the catalog stands for. */
export function vectorToAddress(vector: Float32Array): string {
  return Array.from(vector, (part) => part.toString(16).padStart(DIGITS, '0')).join('');
}
