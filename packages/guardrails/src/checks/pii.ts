import type { Check } from '@ashlar/core';
import { invalidGuard } from '../errors.ts';
import { findPii } from './pii/find-pii.ts';
import { PII_TYPES, type PiiType } from './pii/pii-type.ts';
import { EVERY_STAGE, textCheck, UNTRUSTED, type Where } from './text-check.ts';

export interface PiiOptions extends Where {
  /** @default all */
  readonly types?: readonly PiiType[];
  /** @default 'mask' */
  readonly action?: 'mask' | 'block' | 'flag';
  /** What stands in the place of what was found. @default `[EMAIL]`, `[PHONE]` … */
  readonly replacement?: (type: PiiType) => string;
  /** @default 'pii' */
  readonly id?: string;
}

/**
 * Finds personal data that has a form of its own: e-mail addresses, phone, card, bank account and national numbers, IP and MAC
 * addresses, URLs. By rules alone: no model, nothing leaves the process, the same text always gives the same verdicts.
 *
 * Numbers are checked by their checksums (Luhn, ISO 7064, the rules of each country); a number whose form could be anything
 * needs a word nearby that says what it is. Names, postal addresses and dates have no form and are not found.
 *
 * Of an address or a URL of more than 100 characters the first 100 are found.
 *
 * @throws guard.invalid for a type that is not known, or a replacement that would be found itself
 */
export function pii(options: PiiOptions = {}): Check {
  const { types = PII_TYPES, action = 'mask', id = 'pii' } = options;
  const { stages = EVERY_STAGE, origins = UNTRUSTED } = options;
  const { replacement = (type: PiiType) => `[${type.toUpperCase()}]` } = options;
  const wanted = new Set(types);
  const replacements = new Map(types.map((type) => [type, replacement(type)]));
  for (const [type, text] of replacements) {
    if (!PII_TYPES.includes(type)) {
      throw invalidGuard(
        `${type} is no type of personal data: choose from ${PII_TYPES.join(', ')}.`,
      );
    }
    if (findPii(text, '').length > 0) {
      throw invalidGuard(`The replacement of ${type} would be found itself: use a word.`);
    }
  }

  return textCheck({ id, stages, origins, lookback: LOOKBACK }, (text, { path = '' }) =>
    findPii(text, path)
      .filter(({ type }) => wanted.has(type))
      .map(({ type, start, end }) => ({
        action,
        code: `pii.${type}`,
        message: `Personal data: ${type}.`,
        span: { start, end },
        ...(action === 'mask' ? { replacement: replacements.get(type) as string } : {}),
      })),
  );
}

// A finding has at most 104 characters; one that needs a word before it at most 44, and the word stands within 64.
const LOOKBACK = 112;
