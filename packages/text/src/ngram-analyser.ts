import { clusterGrams, letterClusters } from './clusters.ts';
import { scriptRuns } from './script.ts';
import { isStopWord, STOP_WORDS } from './stop-words.ts';
import type { Analyser, Token } from './token.ts';
import { wordSpans } from './words.ts';

/** Options of {@link ngramAnalyser}. */
export interface NgramAnalyserOptions {
  /** Letters per n-gram in scripts with spaces, edges of the word included. Default 4; other scripts use 2. */
  readonly size?: number;
  /** Folded words to leave out unless written in capitals. Default {@link STOP_WORDS}. */
  readonly stopWords?: ReadonlySet<string>;
}

/**
 * An analyser for overlapping character n-grams inside words, with the word's edges as letters (`␣ear`, `eart`, …, `th␣`).
 *
 * Matches what stemming cannot: compounds, inflection of any language, misspellings, identifiers (McNamee & Mayfield
 * 2004 found 4-grams best over eight European languages). Costs about four times the postings of words.
 * In a query the n grams of one word weigh 1/√n each: unweighted, long words drown short ones (scifact .686 against .705).
 */
export function ngramAnalyser(options: NgramAnalyserOptions = {}): Analyser {
  const { size = 4, stopWords = STOP_WORDS } = options;
  const edge = (at: number): Token => ({ term: ' ', start: at, end: at });
  return (text) => {
    const tokens: Token[] = [];
    for (const word of wordSpans(text)) {
      const slice = text.slice(word.start, word.end);
      if (isStopWord(slice, stopWords)) continue;
      for (const run of scriptRuns(slice)) {
        const start = word.start + run.start;
        const letters = letterClusters(slice.slice(run.start, run.end), start);
        if (letters.length === 0) continue;
        const spaced = run.script !== 'han' && run.script !== 'southeast';
        const grams = spaced
          ? clusterGrams([edge(start), ...letters, edge(word.start + run.end)], size)
          : clusterGrams(letters, 2);
        const weight = 1 / Math.sqrt(grams.length);
        for (const gram of grams) tokens.push({ ...gram, weight });
      }
    }
    return tokens;
  };
}
