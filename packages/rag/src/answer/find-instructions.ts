import type { Hit, Span } from '@ashlar/core';
import { sentences } from '@ashlar/text';

/** A sentence of a passage that talks to a model. */
export interface FoundInstruction {
  readonly source: string;
  /** Where it stands in the source, when the passage says where it stands itself. */
  readonly span?: Span;
}

/** Words that address whoever reads a document for somebody else. English and a few neighbours; a hint, not a wall. */
const ADDRESSED: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|your|these|the)\b.{0,40}\b(?:instructions?|prompts?|rules?|messages?|guidelines?|context)\b/iu,
  /\b(?:ignorier\w*|vergiss|missachte\w*)\b.{0,60}\b(?:anweisung\w*|regeln|vorgaben)\b/iu,
  /\b(?:ignora|olvida|ignore[zr]?|oublie[zr]?)\b.{0,60}\b(?:instrucciones|instructions|reglas|règles|consignes)\b/iu,
  /\b(?:you are now|act as|pretend to be|from now on you|new instructions?:|system prompt)\b/iu,
  /^\s*(?:system|assistant|developer)\s*:/iu,
  /<\/?(?:system|instructions?|assistant|tool_call)\b/iu,
  /\b(?:do not|don't|never) (?:tell|reveal|mention|inform)\b.{0,40}\b(?:user|anyone|them|human)\b/iu,
];

/**
 * Sentences of passages that read like instructions to a model. They are shown as what they are, material, and reported, so that
 * somebody can look at the source. By words alone: it misses what is put differently, and flags documents about the subject.
 */
export function findInstructions(hits: readonly Hit[]): readonly FoundInstruction[] {
  return hits.flatMap(({ text, source, span }) =>
    sentences(text)
      .filter(({ start, end }) => ADDRESSED.some((words) => words.test(text.slice(start, end))))
      .map(({ start, end }) => ({
        source,
        ...(span && { span: { start: span.start + start, end: span.start + end } }),
      })),
  );
}
