import type { Analyser, Token } from './token.ts';
import { wordAnalyser } from './word-analyser.ts';

/** Options of {@link pairAnalyser}. */
export interface PairAnalyserOptions {
  /** Makes the words. Default {@link wordAnalyser}. */
  readonly words?: Analyser;
  /** Words that count as near each other, from the first to the last. Default 4. */
  readonly window?: number;
}

const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/**
 * An analyser for pairs of words near each other, in either order: `[heart, attack]` and `attack on the heart` match.
 *
 * The unordered window of the sequential dependence model (Metzler & Croft, SIGIR 2005). Use it next to words, with a small
 * weight. Scripts without spaces give no pairs: their n-grams overlap already.
 */
export function pairAnalyser(options: PairAnalyserOptions = {}): Analyser {
  const { words = wordAnalyser(), window = 4 } = options;
  return (text) => {
    const tokens = words(text).filter(({ term }) => !UNSPACED.test(term));
    const pairs: Token[] = [];
    tokens.forEach((first, i) => {
      const last = Math.min(tokens.length, i + window);
      for (let j = i + 1; j < last; j++) {
        const second = tokens[j] as Token;
        const ordered = first.term < second.term;
        const term = ordered ? `${first.term} ${second.term}` : `${second.term} ${first.term}`;
        pairs.push({ term, start: first.start, end: second.end });
      }
    });
    return pairs;
  };
}
