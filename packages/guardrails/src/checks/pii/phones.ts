import type { Recogniser } from './recogniser.ts';

const NEAR =
  /\b(?:phone|telephone|tel|mobile|cell|cellphone|fax|call(?:ed|ing)?(?: \w+)? (?:me|us|him|her|them|at|on)|call|dial|ring|reach(?:ed)?|answer(?:ing)? at|sms|text me|whatsapp|voicemail|hotline|helpline|contact|registered|telefon|telefono|tel[eé]fono|t[eé]l[eé]phone|m[oó]vil|handy|celular|rufnummer|num[eé]ro|ph|mob|(?:my|your|his|her|their|our)(?: \w+)? number)\b|\|\s*(?:\(?(?:office|fax|mobile|home|work|cell)\b)/;

/** Phone numbers: those that say it by their form, and any grouped number behind a word that says it. */
export const PHONES: readonly Recogniser[] = [
  {
    // With the code of a country.
    type: 'phone',
    pattern: /(?<![\p{L}\d+])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ ./-]?\d){5,12}(?!\d)/giu,
    valid: (digits) => digits.length >= 8 && digits.length <= 16,
    weak: true,
  },
  {
    type: 'phone',
    pattern:
      /(?<![\p{L}\d])(?<!\d[ .,-])00[1-9]\d{0,2}[ .-]\(?\d{1,4}\)?(?:[ .-]\d{2,4}){2,4}(?![\p{L}\d])(?![ .-]\d)/giu,
    valid: (digits) => digits.length >= 10 && digits.length <= 15,
    weak: true,
  },
  {
    // North America.
    type: 'phone',
    pattern:
      /(?<![\p{L}\d])(?<!\d[.,-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]\d{4}(?:(?: ?x| ?ext\.? ?)\d{1,6})?(?![\p{L}\d])(?![.-]\d)/giu,
    weak: true,
  },
  {
    // With the 0 of a trunk, or an area in brackets.
    type: 'phone',
    pattern:
      /(?<![\p{L}\d])(?<!\d[ .,:-])0[1-9]\d{0,3}([ .-])\d{2,4}(?:\1\d{2,4}){1,4}(?![\p{L}\d])(?![.,:-]\d)/giu,
    valid: (digits) => digits.length >= 9 && digits.length <= 11,
    weak: true,
  },
  {
    type: 'phone',
    pattern: /(?<![\p{L}\d])\(0?\d{1,4}\) ?\d{3,4}[ -]\d{3,4}(?![\p{L}\d])/giu,
    weak: true,
  },
  {
    type: 'phone',
    pattern:
      /(?<![\p{L}\d#$€£])(?<!\d[ .,:)/-]{1,2})\(?\d{1,5}\)?(?:[ ./-]{0,2}\(?\d{1,5}\)?){1,6}(?![\p{L}\d%])(?![.,:-]\d)/giu,
    valid: (digits, text) =>
      digits.length >= 7 &&
      digits.length <= 15 &&
      !/^(?:19|20)\d{2}\D\d{1,2}\D\d{1,2}|\D(?:19|20)\d{2}$/.test(text),
    near: NEAR,
    weak: true,
  },
];
