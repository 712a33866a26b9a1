import { clusterGrams, letterClusters } from './clusters.ts';
import { foldWord } from './fold.ts';
import { numberTerm } from './number-term.ts';
import { scriptRuns } from './script.ts';
import { stemArabic } from './stem-arabic.ts';
import { stemLatin } from './stem-latin.ts';
import { isStopWord, STOP_WORDS } from './stop-words.ts';
import type { Analyser, Token } from './token.ts';
import { wordSpans } from './words.ts';

/** Options of {@link wordAnalyser}. */
export interface WordAnalyserOptions {
  /** Reduce words to stems (Latin and Arabic script). Default true. */
  readonly stem?: boolean;
  /** Folded words to leave out unless written in capitals. Default {@link STOP_WORDS}; an empty set keeps all. */
  readonly stopWords?: ReadonlySet<string>;
}

const STEMMERS = { latin: stemLatin, arabic: stemArabic, other: numberTerm } as const;
const GRAM_SIZE = { han: 2, southeast: 3 } as const;

/**
 * An analyser for words in any language, without a language tag.
 *
 * The script decides, run by run: words are folded (see `fold`) and stemmed; Chinese, Japanese and Korean give
 * bigrams of characters, Thai, Lao, Khmer and Myanmar trigrams of letters, since they do not mark words.
 * `Intl.Segmenter` is not used: its dictionaries change with the ICU of the engine, and index and query must agree.
 */
export function wordAnalyser(options: WordAnalyserOptions = {}): Analyser {
  const { stem = true, stopWords = STOP_WORDS } = options;
  return (text) => {
    const tokens: Token[] = [];
    // Texts repeat their words; stemming each once makes long texts twice as fast.
    const stems = new Map<string, string>();
    for (const word of wordSpans(text)) {
      const slice = text.slice(word.start, word.end);
      if (isStopWord(slice, stopWords)) continue;
      for (const run of scriptRuns(slice)) {
        const start = word.start + run.start;
        const end = word.start + run.end;
        if (run.script === 'han' || run.script === 'southeast') {
          const letters = letterClusters(text.slice(start, end), start);
          tokens.push(...clusterGrams(letters, GRAM_SIZE[run.script]));
          continue;
        }
        const folded = foldWord(text.slice(start, end));
        if (folded === '') continue;
        let term = stems.get(folded);
        if (term === undefined) {
          term = stem ? STEMMERS[run.script](folded) : folded;
          stems.set(folded, term);
        }
        tokens.push({ term, start, end });
      }
    }
    return tokens;
  };
}
