import type { Hit } from '@ashlar/core';
import type { FoundPassage } from './document.ts';

/** A stored passage as core's hit. Who else may read it is nobody's business. */
export function toHit(
  passage: FoundPassage & { readonly score: number },
  answerability: number,
): Hit {
  const { id, text, score, source, start, end, line, title, headings, metadata, card } = passage;
  const { location, parent } = passage;
  const dataClass = card?.dataClass;
  return {
    id,
    text,
    score,
    source,
    span: { start, end },
    line,
    ...(location !== undefined && { location: { ...location } }),
    metadata: {
      ...metadata,
      ...location,
      ...(parent && { parent: { start: parent.start, end: parent.end } }),
      ...(title !== undefined && { title }),
      ...(card !== undefined && { card: { ...card } }),
      headings,
      answerability,
    },
    label: { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) },
  };
}
