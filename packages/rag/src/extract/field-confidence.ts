import { numbersIn } from '../answer/same-numbers.ts';

/** The value is written in the quote as it is. */
const VERBATIM = 1;
/** The quote is there, but the value is not written in it: read, not copied. */
const READ = 0.6;

/**
 * How sure a field is, without a model: 1 when its value stands in a verbatim quote, 0.6 when there is a verbatim quote and the value is
 * another form of it (a date, a choice, a yes), 0 without one.
 */
export function fieldConfidence(
  value: string | number | boolean,
  quote: string | undefined,
): number {
  if (quote === undefined) return 0;
  if (typeof value === 'number') {
    return numbersIn(quote).some((number) => Number(number) === value) ? VERBATIM : READ;
  }
  return holds(plain(quote), plain(String(value))) ? VERBATIM : READ;
}

/** Whether a text holds another one as words of its own: "no" does not stand in "know". */
function holds(text: string, wanted: string): boolean {
  if (wanted === '') return false;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const [before, after] = [text.slice(0, at), text.slice(at + wanted.length)];
    const begins = LETTER_AT_BEGIN.test(wanted) && LETTER_AT_END.test(before);
    const ends = LETTER_AT_END.test(wanted) && LETTER_AT_BEGIN.test(after);
    if (!begins && !ends) return true;
  }
  return false;
}

// Scripts that write words without spaces have no such border.
const LETTER = '(?![\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}])[\\p{L}\\p{N}]';
const LETTER_AT_BEGIN = new RegExp(`^${LETTER}`, 'u');
const LETTER_AT_END = new RegExp(`${LETTER}$`, 'u');

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
