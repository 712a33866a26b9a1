import { luhn, verhoeff, weighted } from './checksums.ts';
import type { Recogniser } from './recogniser.ts';

/** A number by itself: no letter or digit touches it, and it is no part of a longer number. */
const alone = (form: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])(?<!\\d[.,-])(?:${form})(?![\\p{L}\\d])(?![.,-]\\d)`, 'giu');

const id = (
  form: string,
  valid?: (characters: string) => boolean,
  near?: RegExp,
  weak = false,
): Recogniser => ({
  type: 'national-id',
  pattern: alone(form),
  ...(valid === undefined ? {} : { valid: (characters: string) => valid(characters) }),
  ...(near === undefined ? {} : { near }),
  ...(weak ? { weak } : {}),
});

const isSsn = (digits: string): boolean =>
  !/^(?:000|666|9)|^\d{3}00|0000$/.test(digits) && !/^(\d)\1+$/.test(digits);

const TAX = /\b(?:tax|tin|itin|taxpayer|ssn|social|tfn|nif|fiscal|steuer|id)\b/;
const HEALTH = /\b(?:medicare|health|nhs|patient|insurance|medical|npi|dea|provider|physician)\b/;
const PASSPORT = /\b(?:passport|travel document|reisepass|pasaporte|passeport)\b/;
const LICENCE = /\b(?:driv(?:er|ing)(?:'?s)?|licen[cs]e|permit|dl|dmv)\b/;

/** Numbers of states, by the rule of each. Two digits of check are enough; one alone needs groups of its own or a word nearby. */
export const NATIONAL_IDS: readonly Recogniser[] = [
  // United States: social security, tax payer, health provider, drug registration, passport, licence.
  { type: 'ssn', pattern: alone('\\d{3}-\\d{2}-\\d{4}'), valid: isSsn },
  {
    type: 'ssn',
    pattern: alone('\\d{3}[ .-]?\\d{2}[ .-]?\\d{4}'),
    valid: isSsn,
    near: /\b(?:ssns?|social security|soc sec|social)\b/,
  },
  id(
    '9\\d{2}(?:[ -](?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])[ -]?|(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])-)\\d{4}',
  ),
  id('9\\d{2}(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])\\d{4}', undefined, TAX),
  id('\\d{10}', (digits) => /^[12]/.test(digits) && luhn(`80840${digits}`), HEALTH),
  id('[a-z]{2}\\d{7}', (c) => isDea(c)),
  id('[a-z]?\\d{8,9}', undefined, PASSPORT, true),
  id('[a-z]{1,2}\\d{5,13}|\\d{7,9}[a-z]?', undefined, LICENCE, true),
  // United Kingdom: national insurance, health service.
  id('(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-prstw-z][a-ceghj-nprstw-z] ?\\d{2} ?\\d{2} ?\\d{2} ?[a-d]'),
  id('\\d{3}[ -]\\d{3}[ -]\\d{4}', isNhs),
  id('\\d{10}', isNhs, HEALTH),
  // Spain: identity card, foreigners.
  id('\\d{7,8}-?[a-z]|[xyz]-?\\d{7}-?[a-z]', isSpanish),
  // Poland.
  id('\\d{11}', isPesel),
  // Italy: fiscal code, VAT number, identity card.
  id('[a-z]{6}[\\dlmnp-v]{2}[abcdehlmprst][\\dlmnp-v]{2}[a-z][\\dlmnp-v]{3}[a-z]', isFiscalCode),
  id('\\d{11}', (digits) => luhn(digits) && !/^0{7}/.test(digits), /\b(?:iva|vat|partita)\b/),
  id('c[a-z]\\d{5}[a-z]{2}', undefined, /\b(?:carta|identit[aà]|identity|id card)\b/),
  // Germany: tax number, with one digit twice or three times.
  id('[1-9]\\d(?: ?\\d{3}){3}', isGermanTax, TAX),
  // France, Belgium, Netherlands.
  id('[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?\\d[\\dab] ?\\d{3} ?\\d{3} ?\\d{2}', isFrench),
  id('\\d{2}\\.?\\d{2}\\.?\\d{2}-?\\d{3}\\.?\\d{2}', isBelgian),
  id('\\d{9}', isBsn, /\b(?:bsn|burgerservicenummer|sofi)\b/),
  // Sweden, Finland, Denmark.
  id('(?:19|20)?\\d{2}(?:0[1-9]|1[0-2])(?:[06][1-9]|[1278]\\d|[39][01])[-+]\\d{4}', (digits) =>
    luhn(digits.slice(-10)),
  ),
  id(
    '(?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-2])\\d{2}[-+a-fu-y]\\d{3}[\\da-fhj-nprstuv-y]',
    isFinnish,
  ),
  id(
    '(?:0[1-9]|[12]\\d|3[01])(?:0[1-9]|1[0-2])\\d{2}-\\d{4}',
    undefined,
    /\b(?:cpr|personnummer)\b/,
  ),
  // India: Aadhaar, permanent account, voter, vehicle, passport.
  id(
    '(?<!:)[2-9]\\d{3}([ :-])\\d{4}\\1\\d{4}|[2-9]\\d{11}',
    (d) => verhoeff(d) && !isPalindrome(d),
  ),
  id('[a-z]{3}[abcfghljpt][a-z]\\d{4}[a-z]'),
  id('[a-z]{3}\\d{7}', undefined, /\b(?:voter|epic|election)\b/),
  id(
    '[a-z]{2}[ -]?\\d{1,2}[ -]?[a-z]{1,3}[ -]?\\d{4}',
    undefined,
    /\b(?:vehicle|registration|plate|car|rto)\b/,
  ),
  // Singapore, South Korea, Thailand.
  id('[stfgm]\\d{7}[a-z]', isSingaporean),
  id('\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])-?[1-8]\\d{6}', isKorean),
  id('[1-8](?:-?\\d{4})-?\\d{5}-?\\d{2}-?\\d', isThai),
  // Australia: business, company, tax, health.
  id('\\d{2} \\d{3} \\d{3} \\d{3}|\\d{11}', isAbn),
  id('\\d{3} \\d{3} \\d{3}', (digits) => isAcn(digits) || isTfn(digits)),
  id(
    '\\d{9}',
    (digits) => isAcn(digits) || isTfn(digits),
    /\b(?:acn|tfn|abn|tax file|company number)\b/,
  ),
  id('[2-6]\\d{3}([ -])\\d{5}\\1\\d(?:\\1\\d)?', isMedicare),
  id('[2-6]\\d{9,10}', isMedicare, HEALTH),
  // Brazil: persons, companies. Canada.
  id('\\d{3}\\.?\\d{3}\\.?\\d{3}-?\\d{2}', isCpf),
  id('\\d{2}\\.?\\d{3}\\.?\\d{3}/?\\d{4}-?\\d{2}', isCnpj),
  id('[1-79]\\d{2}[ -]\\d{3}[ -]\\d{3}', luhn),
  // China, Türkiye.
  id('[1-9]\\d{5}(?:19|20)\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])\\d{3}[\\dx]', isChinese),
  id('[1-9]\\d{10}', isTurkish),
];

function isDea(c: string): boolean {
  const digits = c.slice(2);
  const sum = weighted(digits, [1, 2, 1, 2, 1, 2]);
  return /^[ABCDEFGHJKLMPRSTUX]/.test(c) && sum % 10 === Number(digits[6]);
}

function isNhs(digits: string): boolean {
  const check = (11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check < 10 && check === Number(digits[9]) && !/^(\d)\1+$/.test(digits);
}

function isSpanish(c: string): boolean {
  const number = Number(
    c.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))),
  );
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === c.at(-1);
}

function isPesel(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  const day = Number(digits.slice(4, 6));
  const sum = weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
  return sum % 10 === 0 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// Characters at odd places count by this table, those at even places as they are. Source: D.M. 23 December 1976.
const ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function isFiscalCode(c: string): boolean {
  const sum = [...c.slice(0, 15)].reduce((total, character, place) => {
    const own = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
    return total + (place % 2 === 0 ? (ODD[own] as number) : own);
  }, 0);
  return String.fromCharCode(65 + (sum % 26)) === c[15];
}

function isGermanTax(digits: string): boolean {
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

function isFrench(c: string): boolean {
  const body = c.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(body) && 97n - (BigInt(body) % 97n) === BigInt(c.slice(13));
}

function isBelgian(digits: string): boolean {
  const month = Number(digits.slice(2, 4)) % 20;
  const check = Number(digits.slice(9));
  const sums = [digits.slice(0, 9), `2${digits.slice(0, 9)}`].map((own) => 97 - (Number(own) % 97));
  return month <= 12 && Number(digits.slice(4, 6)) <= 31 && sums.includes(check);
}

function isBsn(digits: string): boolean {
  return weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

function isFinnish(c: string): boolean {
  const number = Number(c.replace(/\D/g, '').slice(0, 9));
  const digits = `${c.slice(0, 6)}${/[A-Z]/.test(c[6] ?? '') ? c.slice(7, 10) : c.slice(6, 9)}`;
  return '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(digits) % 31] === c.at(-1) && number >= 0;
}

function isSingaporean(c: string): boolean {
  const series = c[0] as string;
  const offset = series === 'T' || series === 'G' ? 4 : series === 'M' ? 3 : 0;
  const rest = (weighted(c.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11;
  const letters = { S: 'JZIHGFEDCBA', T: 'JZIHGFEDCBA', F: 'XWUTRQPNMLK', G: 'XWUTRQPNMLK' };
  const table = letters[series as keyof typeof letters] ?? 'XWUTRQPNJLK';
  return table[series === 'M' ? 10 - rest : rest] === c[8];
}

function isKorean(digits: string): boolean {
  const sum = weighted(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

function isThai(digits: string): boolean {
  const sum = weighted(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

function isAbn(digits: string): boolean {
  const weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
  return (weighted(digits, weights) - 10) % 89 === 0;
}

function isAcn(digits: string): boolean {
  return (10 - (weighted(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === Number(digits[8]);
}

function isTfn(digits: string): boolean {
  return weighted(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

function isMedicare(digits: string): boolean {
  return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits[8]);
}

function isCpf(digits: string): boolean {
  const first = ((weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  const second = ((weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10;
  return `${first}${second}` === digits.slice(9) && !/^(\d)\1+$/.test(digits);
}

function isCnpj(digits: string): boolean {
  const check = (weights: readonly number[]) => {
    const rest = weighted(digits, weights) % 11;
    return rest < 2 ? 0 : 11 - rest;
  };
  const first = check([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
  const second = check([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]);
  return `${first}${second}` === digits.slice(12) && !/^(\d)\1+$/.test(digits);
}

function isChinese(c: string): boolean {
  const sum = weighted(c, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return '10X98765432'[sum % 11] === c[17];
}

function isTurkish(digits: string): boolean {
  const tenth = ((weighted(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10) + 10) % 10;
  const eleventh = weighted(digits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10;
  return tenth === Number(digits[9]) && eleventh === Number(digits[10]);
}

function isPalindrome(digits: string): boolean {
  return [...digits].reverse().join('') === digits;
}
