import { postingBatch } from './posting-batch.ts';

const PROBE =
  'The 3 dressed stones’ weight: 1,250 kg. Größen prüfen, les pierres taillées, 石工 石材, หินก่อ, حجر منحوت';

/**
 * Tells the analysers of this version from others: what they make of a probe text. Postings of others cannot be searched, and
 * removing a document finds its postings by analysing it again.
 */
export function analyserVersion(): string {
  return JSON.stringify(postingBatch().keysOf(PROBE));
}
