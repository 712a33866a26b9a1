import type { Answer } from '@ashlar/core';
import type { CompareCase } from './compare.ts';

/**
 * Whether an answer is as it should be: refused when it should be refused; else answered, with one of the sources cited and every
 * required text in the answer or in one of its quotes, as far as the case names any.
 */
export function isRight(
  answer: Answer,
  { sources, contains, answerable = true }: CompareCase,
): boolean {
  const refused = answer.grounding === 'abstained';
  if (!answerable || refused) return refused && !answerable;
  const cited = answer.citations.map(({ source }) => source);
  if (sources !== undefined && !cited.some((source) => sources.includes(source))) return false;
  const said = [answer.text, ...answer.citations.map(({ quote }) => quote)].map(plain);
  return (contains ?? []).every((wanted) => said.some((text) => text.includes(plain(wanted))));
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
