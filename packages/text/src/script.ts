/**
 * How a run of text has to be cut into terms.
 *
 * - `latin`, `arabic`: words with spaces and a stemmer of their own
 * - `han`: Chinese characters, Kana and Hangul syllables: n-grams of characters
 * - `southeast`: Thai, Lao, Khmer, Myanmar, written without spaces: n-grams of letters
 * - `other`: words with spaces, used as they are
 */
export type ScriptClass = 'latin' | 'arabic' | 'han' | 'southeast' | 'other';

/** A maximal stretch of one script class. */
export interface ScriptRun {
  readonly script: ScriptClass;
  readonly start: number;
  readonly end: number;
}

const HAN = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}]/u;
const SOUTHEAST = /[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const ARABIC = /[\p{sc=Arab}]/u;
const LATIN = /[\p{sc=Latn}]/u;
const NEUTRAL = /\P{L}/u;
const DIGIT = /\p{Nd}/u;

function classify(char: string, current: ScriptClass | undefined): ScriptClass | undefined {
  // Numbers next to letters without spaces are words of their own; inside a Latin word (s3) they belong to it.
  const spaced = current === 'latin' || current === 'arabic' || current === 'other';
  if (DIGIT.test(char) && !spaced) return 'other';
  if (NEUTRAL.test(char)) return current;
  if (SOUTHEAST.test(char)) return 'southeast';
  if (ARABIC.test(char)) return 'arabic';
  if (HAN.test(char)) return 'han';
  if (LATIN.test(char)) return 'latin';
  return 'other';
}

// Below U+0590 (Hebrew) nothing needs a run of its own: Latin, Greek, Cyrillic, Armenian words are cut by spaces alone.
const NEEDS_RUNS = /[\u0590-\u{10FFFF}]/u;

/**
 * Cuts a word (letters, marks, digits) where the script class changes.
 *
 * Marks and format characters stay with the run before them; digits too, except after scripts without spaces: `東京2020`
 * are two runs.
 */
export function scriptRuns(word: string): ScriptRun[] {
  if (!NEEDS_RUNS.test(word)) {
    return [{ script: LATIN.test(word) ? 'latin' : 'other', start: 0, end: word.length }];
  }
  const runs: { script: ScriptClass; start: number; end: number }[] = [];
  let offset = 0;
  for (const char of word) {
    const last = runs.at(-1);
    const script = classify(char, last?.script);
    if (last !== undefined && (script === undefined || script === last.script)) {
      last.end = offset + char.length;
    } else if (script !== undefined) {
      runs.push({ script, start: last === undefined ? 0 : offset, end: offset + char.length });
    }
    offset += char.length;
  }
  return runs.length > 0 ? runs : [{ script: 'other', start: 0, end: word.length }];
}
