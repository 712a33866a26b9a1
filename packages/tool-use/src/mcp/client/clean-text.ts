// What a reader does not see and a model reads: controls but for line breaks and tabs, formatting marks (zero width, directions,
// tags) and the selectors of variants, in which whole texts were hidden.
const hidden =
  /\p{Cc}|\p{Cf}|\p{Co}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|\p{Default_Ignorable_Code_Point}/gu;

/** Text of a server as it may be shown: without characters that nobody sees, and cut to `longest`. */
export function cleanText(text: string, longest: number): string {
  const plain = text.replace(hidden, (character) => ('\n\t'.includes(character) ? character : ''));
  return plain.length <= longest ? plain : `${plain.slice(0, longest)} …`;
}

/** Whether a text has characters that nobody sees. `\r` is none of them. */
export function hasHidden(text: string): boolean {
  const plain = text.replaceAll('\r', '');
  return cleanText(plain, plain.length) !== plain;
}
