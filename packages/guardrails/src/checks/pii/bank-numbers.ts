import { luhn, mod97 } from './checksums.ts';
import type { Recogniser } from './recogniser.ts';

/** Cards, accounts and wallets. */
export const BANK_NUMBERS: readonly Recogniser[] = [
  {
    type: 'card',
    pattern: /(?<![\p{L}\d])(?<!\d[.,])\d(?:[ -]?\d){11,18}(?![\p{L}\d])(?![.,]\d)/giu,
    valid: (digits, text) => isCard(digits, text),
  },
  {
    // A shorter reading at the same place, where other digits follow.
    type: 'card',
    pattern: /(?<![\p{L}\d])(?<!\d[.,])\d{4}(?:[ -]\d{4}){3}(?!\d)/giu,
    valid: (digits, text) => isCard(digits, text),
  },
  {
    type: 'iban',
    pattern:
      /(?<![\p{L}\d])[a-z]{2}\d{2}(?:[ -]?[a-z\d]{4}){2,7}(?:[ -]?[a-z\d]{1,3})?(?![\p{L}\d])/giu,
    valid: (characters) => isIban(characters),
  },
  {
    // Compact, where its length is not a matter of groups.
    type: 'iban',
    pattern: /(?<![\p{L}\d])[A-Z]{2}\d{2}[A-Z\d]{11,30}(?![\p{L}\d])/gu,
    valid: (characters) => isIban(characters),
  },
  {
    type: 'bank-account',
    pattern: /(?<![\p{L}\d])(?<!\d[.,-])\d{8,17}(?![\p{L}\d])(?![.,-]\d)/giu,
    near: /\b(?:bank|(?:checking|savings|bank)? ?account|acct|a\/c|routing|aba|konto|cuenta|compte|conto)\b/,
    weak: true,
  },
  {
    type: 'wallet',
    pattern:
      /(?<![\p{L}\d])(?:bc1[ac-hj-np-z02-9]{25,62}|[13][a-km-zA-HJ-NP-Z1-9]{25,34})(?![\p{L}\d])/gu,
    valid: (_, text) => /\d/.test(text) && /[a-z]/.test(text),
  },
  { type: 'wallet', pattern: /(?<![\p{L}\d])0x[a-f\d]{40}(?![\p{L}\d])/giu },
];

// First digits and lengths of payment cards, as issuers of ISO/IEC 7812 have them.
const ISSUED: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-5]|309|36|38|39)/, [14, 16, 17, 18, 19]],
  [/^35/, [16, 17, 18, 19]],
  [/^(?:1800|2131)/, [15]],
  [/^(?:6(?:011|22|4[4-9]|5))/, [16, 17, 18, 19]],
  [/^(?:50|5[6-8]|6|0604)/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

function isCard(digits: string, text: string): boolean {
  const issued = ISSUED.some(
    ([first, lengths]) => first.test(digits) && lengths.includes(digits.length),
  );
  if (!issued || !luhn(digits) || /^(\d)\1+$/.test(digits)) return false;
  const groups = text.split(/[ -]/);
  // Digits that are written in groups of one or two are something else.
  return groups.length === 1 || groups.slice(0, -1).every((group) => group.length >= 3);
}

function isIban(characters: string): boolean {
  return LENGTHS.get(characters.slice(0, 2)) === characters.length && mod97(characters);
}

// Source: SWIFT IBAN Registry, release 99, and national agreements.
const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 ' +
    'LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 ' +
    'RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
