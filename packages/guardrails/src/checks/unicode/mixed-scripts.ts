import type { Oddity } from './oddity.ts';

/** Latin words in which some letters are of another script and look the same. */
export function mixedScripts(text: string): readonly Oddity[] {
  if (!OTHERS.test(text)) return [];
  const found: Oddity[] = [];
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (word.length > LONGEST || !isDisguised(word)) continue;
    found.push({
      code: 'unicode.lookalike',
      message: 'A Latin word with letters of another script that look alike.',
      span: { start: index, end: index + word.length },
      replacement: word.replace(/\p{L}/gu, (letter) => LOOKALIKES.get(letter) ?? letter),
    });
  }
  return found;
}

const LONGEST = 40;
const WORDS = /[\p{L}\p{M}]+/gu;
const OTHERS = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

// Of a mixed word that is meant (µm, kΩ, PDFка) some letter looks like no Latin one.
function isDisguised(word: string): boolean {
  let latin = 0;
  let alike = 0;
  for (const letter of word) {
    if (/\p{Script=Latin}/u.test(letter)) latin += 1;
    else if (LOOKALIKES.has(letter)) alike += 1;
    else if (/\p{L}/u.test(letter)) return false;
  }
  return latin >= 2 && alike >= 1;
}

const LOOKALIKES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['асԁеһіјоԛрѕуԝх', 'acdehijoqpsywx'],
      ['АВЕНІЈКМОРЅТХУԜЗ', 'ABEHIJKMOPSTXYWZ'],
      ['ορν', 'opv'],
      ['ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABEZHIKMNOPTYX'],
    ] as const
  ).flatMap(([others, latin]) =>
    [...others].map((letter, index): [string, string] => [letter, latin.charAt(index)]),
  ),
);
