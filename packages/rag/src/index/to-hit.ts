import type { Hit } from '@ashlar/core';
import type { FoundPassage } from './store.ts';

/** A stored passage as core's hit. */
export function toHit(
  passage: FoundPassage & { readonly score: number },
  answerability: number,
): Hit {
  const { id, text, score, source, start, end, line, title, headings, metadata, dataClass } =
    passage;
  return {
    id,
    text,
    score,
    source,
    span: { start, end },
    line,
    metadata: { ...metadata, ...(title !== undefined && { title }), headings, answerability },
    label: { origin: 'retrieval', ...(dataClass !== undefined && { dataClass }) },
  };
}
