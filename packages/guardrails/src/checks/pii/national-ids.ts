import { luhn, verhoeff } from './checksums.ts';
import {
  isAbn,
  isAcn,
  isBelgian,
  isBsn,
  isChinese,
  isCnpj,
  isCpf,
  isDea,
  isFinnish,
  isFiscalCode,
  isFrench,
  isGermanTax,
  isKorean,
  isMedicare,
  isNhs,
  isPalindrome,
  isPesel,
  isSingaporean,
  isSpanish,
  isTfn,
  isThai,
  isTurkish,
} from './national-checksums.ts';
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
const PRESCRIBER = /\b(?:dea|prescrib\w*|physicians?|practitioners?|medical licen[cs]e)\b/;
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
  id('9\\d{2}[ -](?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])[ -]?\\d{4}'),
  // Without its first hyphen it looks like the code of a post office.
  id('9\\d{2}(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])-?\\d{4}', undefined, TAX),
  id('\\d{10}', (digits) => /^[12]/.test(digits) && luhn(`80840${digits}`), HEALTH),
  id('[a-z]{2}\\d{7}', (c) => isDea(c), PRESCRIBER),
  id('[a-z]?\\d{8,9}', undefined, PASSPORT, true),
  id('[a-z]{1,2}\\d{5,13}|\\d{7,9}[a-z]?', undefined, LICENCE, true),
  // United Kingdom: national insurance, health service.
  id('(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-prstw-z][a-ceghj-nprstw-z] ?\\d{2} ?\\d{2} ?\\d{2} ?[a-d]'),
  id('(?![2-9]\\d{2}[ -][2-9])\\d{3}[ -]\\d{3}[ -]\\d{4}', isNhs),
  id('\\d{3}[ -]?\\d{3}[ -]?\\d{4}', isNhs, HEALTH),
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
  id('(?<!:)[2-9]\\d{3}([ :-])\\d{4}\\1\\d{4}', (d) => verhoeff(d) && !isPalindrome(d)),
  id(
    '[2-9]\\d{11}',
    (d) => verhoeff(d) && !isPalindrome(d),
    /\b(?:aadhaar|aadhar|uid(?:ai)?|india|identity)\b/,
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
  id('[1-8]-\\d{4}-\\d{5}-\\d{2}-\\d', isThai),
  // Alone it is as long as a time in milliseconds.
  id('[1-8]\\d{12}', isThai, /\b(?:thai|thailand|citizen|identity|national)\b/),
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
