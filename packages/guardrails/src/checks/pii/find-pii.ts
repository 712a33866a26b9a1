import type { Span } from '@ashlar/core';
import { DEVICE_ADDRESSES, URLS } from './addresses.ts';
import { BANK_NUMBERS } from './bank-numbers.ts';
import { findCards } from './cards.ts';
import { findEmails } from './emails.ts';
import { findIbans } from './ibans.ts';
import { NATIONAL_IDS } from './national-ids.ts';
import { PHONES } from './phones.ts';
import type { PiiType } from './pii-type.ts';
import type { Recogniser } from './recogniser.ts';
import { surroundings } from './surroundings.ts';

export interface FoundPii extends Span {
  readonly type: PiiType;
}

interface Candidate extends FoundPii {
  readonly weak: boolean;
}

/** Personal data in a text, in reading order and without overlaps. `path` is the name that a form gave to the text. */
export function findPii(text: string, path: string): readonly FoundPii[] {
  const found: Candidate[] = [];
  const add = (type: PiiType, spans: readonly Span[]): void => {
    for (const { start, end } of spans) found.push({ type, start, end, weak: false });
  };
  add('email', findEmails(text));
  if (/[\d:]/.test(text)) {
    const name = path
      .replace(/[_$.-]|(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase()
      .slice(-40);
    add('iban', findIbans(text));
    add('card', findCards(text, name));
    for (const recogniser of NUMBERED) collect(text, name, recogniser, found);
  }
  if (/\.[a-z]|:\/\//i.test(text)) {
    for (const recogniser of URLS) collect(text, '', recogniser, found);
  }
  return withoutOverlaps(found);
}

const NUMBERED: readonly Recogniser[] = [
  ...DEVICE_ADDRESSES,
  ...BANK_NUMBERS,
  ...NATIONAL_IDS,
  ...PHONES,
];

function collect(text: string, name: string, own: Recogniser, found: Candidate[]): void {
  const { pattern, type, valid, near, weak = false } = own;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    // The next one can begin inside of this one: what is found must not depend on what was found before.
    pattern.lastIndex = start + 1;
    if (valid !== undefined && !valid(match[0].replace(/[^a-z\d]/gi, '').toUpperCase(), match[0])) {
      continue;
    }
    if (near !== undefined && !near.test(surroundings(text, name, start, end))) continue;
    found.push({ type, start, end, weak });
  }
}

/** What is sure covers what is not; of two alike the one that begins earlier, then the longer. */
function withoutOverlaps(found: readonly Candidate[]): readonly FoundPii[] {
  const sure = merged(found.filter(({ weak }) => !weak));
  const others = merged(found.filter(({ weak }) => weak).filter(clearOf(sure)));
  return [...sure, ...others].sort((a, b) => a.start - b.start);
}

/** Whether a span touches none of those, which stand in order: a search by halves, because there may be thousands of each. */
function clearOf(ordered: readonly Span[]): (span: Span) => boolean {
  return ({ start, end }) => {
    let [low, high] = [0, ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ordered[middle] as Span).end <= start) low = middle + 1;
      else high = middle;
    }
    const next = ordered[low];
    return next === undefined || next.start >= end;
  };
}

// Overlapping candidates become one: where two readings are both possible, all of both is covered.
function merged(found: readonly Candidate[]): FoundPii[] {
  const ordered = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const whole: { type: PiiType; start: number; end: number }[] = [];
  for (const { type, start, end } of ordered) {
    const last = whole.at(-1);
    if (last === undefined || start >= last.end) whole.push({ type, start, end });
    else last.end = Math.max(last.end, end);
  }
  return whole;
}
