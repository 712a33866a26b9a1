/** Finds a character that is not ASCII: most text has none, and needs no folding but lower case. */
export const BEYOND_ASCII: RegExp = /[^\p{ASCII}]/u;
const ALPHABETIC_MARKS = /(?<=[\p{sc=Latn}\p{sc=Grek}]\p{Mn}*)\p{Mn}/gu;
// Harakat, Quranic signs, tatweel; Hebrew points. They are optional in writing, so they never decide a match.
const OPTIONAL_MARKS =
  /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7]/g;
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}/gu;

// Letters that NFKD does not take apart, and Arabic letter variants that writers use for each other.
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
  ё: 'е',
  ٱ: 'ا',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
// U+0030-based digits of scripts that still write their own: the value is the distance from their zero.
const ZEROS = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0be6, 0x0e50, 0x0ed0, 0x1040, 0x17e0,
];
const DIGIT = /(?![0-9])\p{Nd}/gu;

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((z) => code >= z && code <= z + 9);
  return zero === undefined ? digit : String(code - zero);
}

/**
 * The form in which two spellings of one word are equal: NFKC, lower case, without diacritics where they are no
 * letters of their own (Latin, Greek), without optional Arabic and Hebrew vowel signs, ASCII digits.
 *
 * Vowel signs of Thai, Devanagari and other scripts stay. Lengths may change: analysers fold word by word and take
 * offsets from the original.
 */
export function fold(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(INVISIBLE, '')
    .replace(OPTIONAL_MARKS, '')
    .normalize('NFD')
    .replace(ALPHABETIC_MARKS, '')
    .normalize('NFC')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
    .replace(DIGIT, asciiDigit);
}

/** A folded word without the white space that NFKC makes of some single characters (`ﷺ`, lone vowel signs). */
export function foldWord(word: string): string {
  return fold(word).replace(/\s+/g, '');
}
