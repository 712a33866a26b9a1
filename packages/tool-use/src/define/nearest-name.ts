/**
 * The name that a made-up name was most likely meant to be, for a message to the model; undefined when none is near. Only a
 * suggestion: a tool is never called because its name is near.
 *
 * Compares letters and digits only, by the least number of insertions, deletions and substitutions (Levenshtein, 1966); near is
 * a third of the longer name or less.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const wanted = letters(name);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const own = letters(candidate);
    const changes = distance(wanted, own);
    if (changes < least && changes <= Math.max(wanted.length, own.length) / 3) {
      nearest = candidate;
      least = changes;
    }
  }
  return nearest;
}

const longest = 200;

function letters(name: string): string {
  return name
    .slice(0, longest)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function distance(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (before[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (before[column - 1] ?? 0) + same,
        ),
      );
    }
    before = current;
  }
  return before[b.length] ?? 0;
}
