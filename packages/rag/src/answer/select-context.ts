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

/** The best that the retrievers say of these hits; 1 when none says anything. */
export function evidenceOf(hits: readonly Hit[]): number {
  if (hits.length === 0) return 0;
  const said = hits.flatMap(({ metadata }) =>
    typeof metadata?.answerability === 'number' ? [metadata.answerability] : [],
  );
  return said.length === 0 ? 1 : Math.max(...said);
}

/** Passages of one source together and in its order, sources in the order of their best passage: as a person would read them. */
export function inReadingOrder<P extends ShownPassage>(
  passages: readonly P[],
  hits: readonly Hit[],
): readonly P[] {
  const first = new Map<string, number>();
  for (const { source, id } of passages) {
    if (!first.has(source)) first.set(source, id);
  }
  const start = ({ id }: P): number => hits[id - 1]?.span?.start ?? 0;
  return passages.toSorted(
    (a, b) =>
      (first.get(a.source) ?? 0) - (first.get(b.source) ?? 0) || start(a) - start(b) || a.id - b.id,
  );
}
