import type { Hit } from '@ashlar/core';
import type { ShownPassage } from './answer-question.ts';

/** The best hits that fit into so many characters together; the first one always. */
export function selectContext(hits: readonly Hit[], characters: number): readonly Hit[] {
  let left = characters;
  return hits.filter(({ text }, i) => {
    if (i > 0 && text.length > left) return false;
    left -= text.length;
    return true;
  });
}

/** A hit as the question shows it. */
export function toShown({ source, text, metadata, label }: Hit, index: number): ShownPassage {
  const { title, headings } = metadata ?? {};
  return {
    id: index + 1,
    source,
    ...(typeof title === 'string' && { title }),
    ...(Array.isArray(headings) && headings.length > 0 && { headings: headings.map(String) }),
    text,
    ...(label.dataClass !== undefined && { dataClass: label.dataClass }),
  };
}

/** What the retriever says of its hits together; 1 when it says nothing. */
export function evidenceOf(hits: readonly Hit[]): number {
  const [first] = hits;
  const evidence = first?.metadata?.answerability;
  if (typeof evidence === 'number') return evidence;
  return first === undefined ? 0 : 1;
}
