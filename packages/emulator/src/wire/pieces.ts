/** Longest piece of text or JSON in one event, in code points: clients meet many small events, as with the service. */
const longest = 24;

/** A text in pieces for the events of a stream; nothing of an empty one. */
export function pieces(text: string): readonly string[] {
  if (text.length <= longest) return text === '' ? [] : [text];
  return text.match(pattern) ?? [];
}

const pattern = new RegExp(`[^]{1,${longest}}`, 'gu');
