import type { Hit, Precedence } from '@ashlar/core';
import { wordAnalyser } from '@ashlar/text';
import { cardOf } from '../retrieve/card-of.ts';
import { numbersIn } from './same-numbers.ts';

/** What one statement says, and the passages that carry it. */
export interface Position {
  readonly text: string;
  readonly hits: readonly Hit[];
}

/** Two statements about the same that cannot both be right. */
export interface Disagreement {
  readonly first: number;
  readonly second: number;
  /** Which of the two is overruled, and why; absent when no rule decides. */
  readonly ruling?: { readonly overruled: number; readonly precedence: Precedence };
}

/** Share of all their words, numbers aside, that two statements about the same have in common. */
const SAME = 0.6;

const analyse = wordAnalyser();

/**
 * The first two statements that say the same of different numbers, each from sources of its own. What decides, in this order: the
 * higher `precedence` of a source card, then the later `metadata.date`. By words and numbers alone: a denial or another
 * name does not show.
 */
export function findDisagreement(positions: readonly Position[]): Disagreement | undefined {
  for (const [first, a] of positions.entries()) {
    for (const [offset, b] of positions.slice(first + 1).entries()) {
      if (!disagree(a, b)) continue;
      const second = first + 1 + offset;
      const ruling = rulingOn(a, b);
      if (ruling === undefined) return { first, second };
      const { winner, rule } = ruling;
      const loser = winner === a ? b : a;
      const precedence = { followed: sourceOf(winner), over: sourcesOf(loser), rule };
      return { first, second, ruling: { overruled: loser === a ? first : second, precedence } };
    }
  }
  return undefined;
}

function disagree(a: Position, b: Position): boolean {
  const others = new Set(sourcesOf(b));
  if (a.hits.length === 0 || b.hits.length === 0) return false;
  if (sourcesOf(a).some((source) => others.has(source))) return false;
  const [mine, theirs] = [numbersIn(a.text), numbersIn(b.text)];
  if (mine.length === 0 || theirs.length === 0) return false;
  if (mine.some((number) => theirs.includes(number))) return false;
  const [x, y] = [wordsOf(a.text), wordsOf(b.text)];
  const common = [...x].filter((word) => y.has(word)).length;
  return common >= SAME * (x.size + y.size - common);
}

function rulingOn(a: Position, b: Position): { winner: Position; rule: string } | undefined {
  const rules: readonly (readonly [string, (hit: Hit) => number])[] = [
    ['source.precedence', (hit) => cardOf(hit).precedence ?? 0],
    ['newest', ({ metadata }) => Date.parse(String(metadata?.date)) || 0],
  ];
  for (const [rule, worth] of rules) {
    const [x, y] = [a, b].map(({ hits }) => Math.max(...hits.map(worth))) as [number, number];
    if (x !== y) return { winner: x > y ? a : b, rule };
  }
  return undefined;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(
    analyse(text)
      .map(({ term }) => term)
      .filter((term) => !/\p{Nd}/u.test(term)),
  );
}

function sourcesOf({ hits }: Position): readonly string[] {
  return [...new Set(hits.map(({ source }) => source))];
}

function sourceOf(position: Position): string {
  return sourcesOf(position)[0] ?? '';
}
