// Function words that hardly occur in the other languages of the list.
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    English:
      'the and of to is are was with that this from have has not which their you they will would been',
    German:
      'der die das und ist nicht mit dem den ein eine für auf von wird werden sind auch sich zu',
    Spanish: 'el los las una por con para del que es son está pero como más sus este esta también',
    French:
      'le les des une est dans pour avec sur pas sont qui cette mais plus vous nous aux être ou',
    Italian: 'il gli che di non una per con sono della nel alla anche come più questo questa dei',
    Portuguese: 'não uma com para os das dos que são mais como também pelo pela este esta seu sua',
  }).map(([language, words]) => [language, new Set(words.split(' '))]),
);

const SCRIPTS: readonly (readonly [language: string, script: RegExp])[] = [
  ['Chinese or Japanese', /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}]/gu],
  ['Korean', /\p{sc=Hang}/gu],
  ['Thai', /\p{sc=Thai}/gu],
  ['Arabic script', /\p{sc=Arab}/gu],
  ['Cyrillic script', /\p{sc=Cyrl}/gu],
  ['Greek', /\p{sc=Grek}/gu],
  ['Hebrew', /\p{sc=Hebr}/gu],
  ['Devanagari script', /\p{sc=Deva}/gu],
];

/** Function words that a text has to show before it is believed. */
const FEWEST = 4;

/**
 * The language of a passage, by its script or by its function words; undefined where neither says enough: code, tables,
 * names. Six languages in Latin script are known.
 */
export function guessLanguage(text: string): string | undefined {
  const letters = (text.match(/\p{L}/gu) ?? []).length;
  for (const [language, script] of SCRIPTS) {
    if ((text.match(script) ?? []).length > letters / 2) return language;
  }
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const ranked = Object.entries(WORDS)
    .map(([language, own]) => ({ language, count: words.filter((word) => own.has(word)).length }))
    .sort((a, b) => b.count - a.count);
  const [first, second] = ranked;
  if (first === undefined || first.count < FEWEST) return undefined;
  return first.count >= 2 * (second?.count ?? 0) ? first.language : undefined;
}
