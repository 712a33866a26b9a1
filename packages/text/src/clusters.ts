import { foldWord } from './fold.ts';
import type { Token } from './token.ts';

const CLUSTER = /\P{M}(?:\p{M}|\p{Cf})*|\p{M}+/gu;

/**
 * The letters of a word: each base character with its marks, folded, at its exact place.
 *
 * Folding letter by letter keeps offsets exact where it changes lengths: the one letter `ﬁ` gives the term `fi`.
 * Letters that fold to nothing (a lone vowel sign, tatweel) are left out.
 */
export function letterClusters(word: string, offset: number): Token[] {
  const clusters: Token[] = [];
  for (const match of word.matchAll(CLUSTER)) {
    const term = foldWord(match[0]);
    if (term === '') continue;
    const start = offset + match.index;
    clusters.push({ term, start, end: start + match[0].length });
  }
  return clusters;
}

/** Runs of `size` neighbouring clusters, each from the start of its first to the end of its last; one short run if fewer. */
export function clusterGrams(clusters: readonly Token[], size: number): Token[] {
  const grams: Token[] = [];
  const count = Math.max(1, clusters.length - size + 1);
  for (let i = 0; i < count; i++) {
    const first = clusters[i];
    const last = clusters[Math.min(i + size, clusters.length) - 1];
    if (first === undefined || last === undefined) break;
    let term = '';
    for (let j = i; j < i + size && j < clusters.length; j++) term += clusters[j]?.term;
    grams.push({ term, start: first.start, end: last.end });
  }
  return grams;
}
