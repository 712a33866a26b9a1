import { type Analyser, ngramAnalyser, wordAnalyser } from '@ashlar/text';
import { isSpaced } from './pairs.ts';

/** Words and n-grams share one table; the first letter tells them apart. */
export const wordKey = (term: string): string => `w${term}`;
export const ngramKey = (term: string): string => `n${term}`;

/** The terms of a text, in text order, each by its number. */
export interface NumberedTerms {
  readonly words: number[];
  readonly ngrams: number[];
}

export interface TermNumbers {
  /** Keys by number. */
  readonly keys: readonly string[];
  /** Whether a word stands in a script with spaces, and so takes part in pairs. By number. */
  readonly spaced: readonly boolean[];
  analyse(text: string): NumberedTerms;
}

/**
 * Analyses texts as `HYBRID_CHANNELS` does, but each distinct run of characters between spaces only once: no analyser of that
 * library looks across a space, and texts repeat themselves. Remembers what it has seen: use one per batch.
 */
export function termNumbers(): TermNumbers {
  const analysers = { words: wordAnalyser(), ngrams: ngramAnalyser() };
  const keys: string[] = [];
  const spaced: boolean[] = [];
  const numbers = new Map<string, number>();
  const pieces = new Map<string, NumberedTerms>();

  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, keys.length);
    spaced.push(isSpaced(key));
    return keys.push(key) - 1;
  };
  const number = (analyse: Analyser, keyOf: (term: string) => string, piece: string) =>
    analyse(piece).map(({ term }) => numberOf(keyOf(term)));

  return {
    keys,
    spaced,
    analyse(text) {
      const found: NumberedTerms = { words: [], ngrams: [] };
      for (const piece of text.split(SPACE)) {
        let terms = pieces.get(piece);
        if (terms === undefined) {
          terms = {
            words: number(analysers.words, wordKey, piece),
            ngrams: number(analysers.ngrams, ngramKey, piece),
          };
          pieces.set(piece, terms);
        }
        for (const term of terms.words) found.words.push(term);
        for (const term of terms.ngrams) found.ngrams.push(term);
      }
      return found;
    },
  };
}

const SPACE = /\s+/;
