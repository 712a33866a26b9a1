import type { Verdict } from '@ashlar/core';

interface Pattern {
  readonly code: string;
  readonly what: string;
  readonly pattern: RegExp;
  /** What tells it from other numbers of that shape. */
  readonly genuine?: (found: string) => boolean;
}

const PATTERNS: readonly Pattern[] = [
  {
    code: 'pii.email',
    what: 'an e-mail address',
    pattern: /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63})*\.\p{L}{2,24}/gu,
    genuine: (found) =>
      !/@(?:[\w-]+\.)*(?:example|test|invalid|localhost)(?:\.(?:com|net|org))?$/i.test(found),
  },
  {
    code: 'pii.iban',
    what: 'a bank account number',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b/g,
    genuine: isIban,
  },
  {
    code: 'pii.payment-card',
    what: 'the number of a payment card',
    pattern: /(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d.,-]\d)/g,
    genuine: isPaymentCard,
  },
  {
    code: 'pii.phone',
    what: 'a phone number',
    pattern: /(?<![\w+])\+\d{1,3}[ /-]?(?:\(\d{1,4}\)[ /-]?)?\d{1,4}(?:[ /-]?\d{2,4}){2,4}(?!\d)/g,
  },
];

/** What looks like personal data, by patterns and check digits. Addresses at example.com and the like are left alone. */
export function personalData(text: string): readonly Verdict[] {
  return PATTERNS.flatMap(({ code, what, pattern, genuine }) =>
    [...text.matchAll(pattern)]
      .filter(([found]) => genuine === undefined || genuine(found))
      .map(
        ({ 0: found, index }): Verdict => ({
          check: 'rag.personal-data',
          action: 'flag',
          code,
          message: `There is ${what}.`,
          span: { start: index, end: index + found.length },
        }),
      ),
  );
}

/** ISO 13616: the remainder by 97 is 1. */
function isIban(found: string): boolean {
  const compact = found.replaceAll(' ', '');
  if (compact.length < 15) return false;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** The check digit of Luhn, and a first digit that cards have. */
function isPaymentCard(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (!/^[2-6]/.test(digits) || /^(\d)\1+$/.test(digits)) return false;
  let sum = 0;
  [...digits].reverse().forEach((digit, i) => {
    const doubled = Number(digit) * (i % 2 === 1 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  });
  return sum % 10 === 0;
}
