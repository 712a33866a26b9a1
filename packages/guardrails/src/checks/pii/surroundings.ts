const BEFORE = 64;
const BEHIND = 16;

/** What stands around a place, in lower case: the name of its field, what is before it, a bar, what is behind it. */
export function surroundings(text: string, name: string, start: number, end: number): string {
  const before = text.slice(Math.max(0, start - BEFORE), start);
  return `${name} ${before} | ${text.slice(end, end + BEHIND)}`.toLowerCase();
}
