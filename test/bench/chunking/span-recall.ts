import type { Hit, Span } from '@ashlar/core';

/** The share of the characters of gold spans that lie in hits, when `budget` characters of hits are read from the best on. */
export function spanRecall(
  hits: readonly Hit[],
  gold: { readonly source: string; readonly spans: readonly Span[] },
  budget: number,
): number {
  const wanted = new Set<number>();
  for (const { start, end } of gold.spans) for (let at = start; at < end; at += 1) wanted.add(at);
  const all = wanted.size;
  let left = budget;
  for (const { source, span } of hits) {
    if (span === undefined || left <= 0) break;
    const end = Math.min(span.end, span.start + left);
    left -= end - span.start;
    if (source !== gold.source) continue;
    for (let at = span.start; at < end; at += 1) wanted.delete(at);
  }
  return all === 0 ? 1 : 1 - wanted.size / all;
}

/** The mean of paired differences and its 95 % bootstrap interval; the same numbers for the same data. */
export function pairedDifference(
  a: readonly number[],
  b: readonly number[],
): { readonly mean: number; readonly low: number; readonly high: number } {
  const differences = a.map((one, i) => one - (b[i] ?? 0));
  const mean = (list: readonly number[]) => list.reduce((x, y) => x + y, 0) / list.length;
  let state = 20_261_121;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const means = Array.from({ length: 2000 }, () =>
    mean(differences.map(() => differences[Math.floor(random() * differences.length)] ?? 0)),
  ).sort((x, y) => x - y);
  return { mean: mean(differences), low: means[50] ?? 0, high: means[1949] ?? 0 };
}
