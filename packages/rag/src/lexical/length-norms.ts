// The weight of a term as `bm25TermWeight` of @ashlar/text has it, with its default parameters, split into what depends on the
// passage alone and the rest: a large index weighs a million postings in a search. A test holds the two against each other.
const K1 = 1.2;
const B = 0.75;

/** What the weight of a term comes to at most. */
export const MOST: number = K1 + 1;

/** What the length of a text adds below the line: weight = MOST * count / (count + norm). */
export function lengthNorm(length: number, averageLength: number): number {
  const share = averageLength > 0 ? length / averageLength : 1;
  return K1 * (1 - B + B * share);
}

/** {@link lengthNorm} of each passage. */
export function lengthNorms(lengths: Int32Array, averageLength: number): Float64Array {
  return Float64Array.from(lengths, (length) => lengthNorm(length, averageLength));
}
