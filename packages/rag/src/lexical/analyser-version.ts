import { postingBatch } from './posting-batch.ts';

/** Raise it when posting-codec.ts writes other bytes. */
const POSTINGS = 2;

const PROBE =
  'The 3 dressed stones’ weight: 1,250 kg. Größen prüfen, les pierres taillées, 石工 石材, หินก่อ, حجر منحوت';

/**
 * Tells postings of this version from others: how they are stored, and what the analysers make of a probe text. Those of others cannot be searched, and
 * removing a document finds its postings by analysing it again.
 */
export function analyserVersion(): string {
  return `${POSTINGS} ${JSON.stringify(postingBatch().keysOf(PROBE))}`;
}
