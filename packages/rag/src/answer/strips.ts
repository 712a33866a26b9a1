import type { Hit } from '@ashlar/core';
import { support } from '@ashlar/text';

/**
 * Passages cut down to the sentences that bear on a question, from the first of them to the last: what is left is verbatim, and
 * its span says where it stands. A passage without any such sentence stays whole.
 */
export function keepStrips(question: string, hits: readonly Hit[]): readonly Hit[] {
  return hits.map((hit) => {
    const found = support(question, hit.text, { maxSentences: 3 }).sentences;
    const [first, last] = [found.at(0), found.at(-1)];
    if (first === undefined || last === undefined) return hit;
    const { span, line, ...rest } = hit;
    const text = hit.text.slice(first.start, last.end);
    if (span === undefined) return { ...rest, text };
    const lines = hit.text.slice(0, first.start).split(/\r\n|\r|\n/).length - 1;
    return {
      ...rest,
      text,
      span: { start: span.start + first.start, end: span.start + last.end },
      ...(line !== undefined && { line: line + lines }),
    };
  });
}
