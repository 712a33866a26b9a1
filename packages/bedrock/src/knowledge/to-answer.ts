import type { AnswerStep, Grounding, Hit, Span } from '@ashlar/core';
import { findQuote } from './find-quote.ts';
import type { KnowledgeAnswer, KnowledgeCitation } from './knowledge-answer.ts';

/** A part of an answer and the passages that the service gives for it. */
export interface Support {
  readonly answer: Span | undefined;
  readonly hits: readonly Hit[];
}

/** What RetrieveAndGenerate says when it found nothing; it comes as an ordinary answer. */
const refusal = /^sorry, i am unable to assist you with this request\.?$/i;

/** Puts an answer together: passages once each, citations into them, and how much of the text they carry. */
export function toAnswer(
  text: string,
  supports: readonly Support[],
  more: { readonly steps?: readonly AnswerStep[]; readonly sessionId?: string } = {},
): KnowledgeAnswer {
  const passages = new Map<string, Hit>();
  for (const { hits } of supports) {
    for (const hit of hits) passages.set(hit.id, passages.get(hit.id) ?? hit);
  }
  const ids = [...passages.keys()];
  const citations = supports.flatMap(({ answer, hits }) =>
    hits.map((hit) => cite(text, answer, hit, ids.indexOf(hit.id))),
  );
  const grounding = groundingOf(text, supports);
  return { text, citations, passages: [...passages.values()], grounding, ...more };
}

function cite(
  text: string,
  answer: Span | undefined,
  hit: Hit,
  passage: number,
): KnowledgeCitation {
  const statement = answer === undefined ? text : text.slice(answer.start, answer.end);
  const span = findQuote(statement, hit.text);
  return {
    source: hit.source,
    span,
    line: hit.text.slice(0, span.start).split('\n').length,
    quote: hit.text.slice(span.start, span.end),
    passage,
    label: hit.label,
    ...(answer !== undefined && { answer }),
  };
}

// By what share of its letters stands in cited parts. A whole answer may end in an uncited "Let me know".
const whole = 0.9;

function groundingOf(text: string, supports: readonly Support[]): Grounding {
  const cited = supports.filter(({ hits }) => hits.length > 0);
  if (cited.length === 0) {
    return text.trim() === '' || refusal.test(text.trim()) ? 'abstained' : 'ungrounded';
  }
  if (cited.some(({ answer }) => answer === undefined)) return 'grounded';
  const letters = text.replace(/\s/g, '').length;
  const covered = new Set<number>();
  for (const { answer } of cited) {
    const { start, end } = answer as Span;
    for (let at = start; at < end; at += 1) if (!/\s/.test(text[at] ?? ' ')) covered.add(at);
  }
  return covered.size >= letters * whole ? 'grounded' : 'partial';
}

/** Where a cited part stands in the answer. The service's own offsets are a hint: whether their end is inclusive is not said. */
export function placeOf(
  part: string | undefined,
  start: number | undefined,
  text: string,
): Span | undefined {
  if (part === undefined || part === '') return undefined;
  const hinted = start !== undefined && text.startsWith(part, start) ? start : text.indexOf(part);
  return hinted === -1 ? undefined : { start: hinted, end: hinted + part.length };
}
