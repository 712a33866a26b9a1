import type { Span } from '@ashlar/core';
import { luhn } from './checksums.ts';
import { surroundings } from './surroundings.ts';

/** Numbers of payment cards, in groups or not, also where other numbers follow. */
export function findCards(text: string, name: string): readonly Span[] {
  const found: Span[] = [];
  for (const { index: start } of text.matchAll(STARTS)) {
    DIGITS.lastIndex = start;
    let candidate = DIGITS.exec(text)?.[0] ?? '';
    // From the longest reading to the shortest, a group less each time.
    while (candidate !== '') {
      const end = start + candidate.length;
      if (endsAt(text, end) && isCard(candidate, () => surroundings(text, name, start, end))) {
        found.push({ start, end });
        break;
      }
      candidate = candidate.slice(0, Math.max(0, candidate.search(/[ -]\d*$/)));
    }
  }
  return found;
}

const STARTS = /(?<![\p{L}\d])(?<!\d[.,_-])\d{3}/gu;
const DIGITS = /\d(?:[ -]?\d){11,18}/y;

function endsAt(text: string, end: number): boolean {
  return !/^(?:[\p{L}\d]|[.,]\d)/u.test(text.slice(end, end + 2));
}

function isCard(candidate: string, around: () => string): boolean {
  const digits = candidate.replace(/[ -]/g, '');
  if (!luhn(digits) || /^(\d)\1+$/.test(digits)) return false;
  // Digits that are written in groups of one or two are something else.
  const groups = candidate.split(/[ -]/);
  if (groups.slice(0, -1).some((group) => group.length < 3)) return false;
  const known = ISSUED.some(
    ([first, lengths]) => first.test(digits) && lengths.includes(digits.length),
  );
  return known || (MAESTRO.test(digits) && NEAR.test(around()));
}

// First digits and lengths of payment cards, as issuers of ISO/IEC 7812 have them.
const ISSUED: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-5]|309|36|38|39)/, [14, 16, 17, 18, 19]],
  [/^35/, [16, 17, 18, 19]],
  [/^(?:1800|2131)/, [15]],
  [/^(?:6(?:011|22|4[4-9]|5))/, [16, 17, 18, 19]],
  [/^(?:50|5[6-8]|6)/, [16, 17, 18, 19]],
];

// As short as other numbers are: a word has to say what it is.
const MAESTRO = /^(?:(?:50|5[6-8])\d{10,13}|6\d{11,14}|0604\d{8,11})$/;
const NEAR = /\b(?:cards?|maestro|credit|debit|karte|tarjeta|carte)\b/;
