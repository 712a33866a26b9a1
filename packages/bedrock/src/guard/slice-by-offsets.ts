/**
 * The text between two offsets that count "characters". Whether those are UTF-16 units or code points is not documented; where the
 * readings differ (a text with emoji) the slice covers both, as one that is too short would leave something unmasked.
 */
export function sliceByOffsets(text: string, begin: number, end: number): string {
  const from = Math.min(begin, unitAt(text, begin));
  return text.slice(from, Math.max(end, unitAt(text, end)));
}

function unitAt(text: string, codePoints: number): number {
  let unit = 0;
  for (let count = 0; count < codePoints && unit < text.length; count += 1) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}
