import type { JsonObject } from '@ashlar/core';
import type { CitedText } from './cited-text.ts';

/** The Citation list of RetrieveAndGenerate. What cites nothing is one citation of the whole answer without references. */
export function toCitations(
  { text, spans }: CitedText,
  references: readonly JsonObject[],
): JsonObject[] {
  const cited = spans.length > 0 ? spans : [{ text, start: 0, end: text.length, passages: [] }];
  return cited.map(({ text: part, start, end, passages }) => ({
    generatedResponsePart: { textResponsePart: { text: part, span: { start, end } } },
    retrievedReferences: passages.flatMap((index) => references[index] ?? []),
  }));
}
