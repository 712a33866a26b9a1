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
  return plain(quote).includes(plain(String(value))) ? VERBATIM : READ;
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}
