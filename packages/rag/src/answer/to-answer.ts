import type { Answer, Citation, Grounding, Hit, Span } from '@ashlar/core';
import type { AnswerOutput, Statement } from './answer-question.ts';
import { findQuote } from './find-quote.ts';
import { statesSameNumbers } from './same-numbers.ts';

/** What an answer says when the documents do not carry one. */
export const ABSTAINED = 'The documents do not answer this question.';

/** The answer that says so. */
export function abstainedAnswer(confidence: number): Answer {
  return { text: ABSTAINED, citations: [], grounding: 'abstained', confidence };
}

interface CheckedStatement {
  readonly citations: readonly (Citation & { readonly rank: number })[];
  readonly supported: boolean;
}

/**
 * Makes an answer of what was said: every quote is looked up in its passage, those that are not there are dropped, and the
 * verdict follows from what is left. `hits` are the passages that were shown, in order.
 */
export function toAnswer(
  { answerable, statements }: AnswerOutput,
  hits: readonly Hit[],
  asked: { readonly question: string; readonly evidence: number },
): Answer {
  const said = answerable ? statements.filter((statement) => statement.text.trim() !== '') : [];
  if (said.length === 0) return abstainedAnswer(asked.evidence);
  let text = '';
  const checked = said.map((statement): CheckedStatement => {
    const words = statement.text.trim();
    if (text !== '') text += ' ';
    const span = { start: text.length, end: text.length + words.length };
    text += words;
    return checkStatement(statement, span, hits, asked.question);
  });
  const citations = checked
    .flatMap((statement) => statement.citations)
    .sort((a, b) => a.rank - b.rank || a.span.start - b.span.start)
    .map(({ rank: _rank, ...citation }) => citation);
  const supported = checked.filter((statement) => statement.supported).length;
  return {
    text,
    citations,
    grounding: verdict(supported, said.length, citations.length),
    confidence: (asked.evidence * supported) / said.length,
  };
}

function verdict(supported: number, statements: number, citations: number): Grounding {
  if (citations === 0) return 'ungrounded';
  return supported === statements ? 'grounded' : 'partial';
}

function checkStatement(
  { text, citations }: Statement,
  answer: Span,
  hits: readonly Hit[],
  question: string,
): CheckedStatement {
  const places = new Set<string>();
  const kept = citations.flatMap(({ passage, quote }) => {
    const hit = hits[passage - 1];
    const citation = hit && toCitation(hit, quote, answer);
    const place = `${passage}#${citation?.span.start}-${citation?.span.end}`;
    if (citation === undefined || places.has(place)) return [];
    places.add(place);
    return [{ ...citation, rank: passage }];
  });
  const quotes = kept.map(({ quote }) => quote);
  return {
    citations: kept,
    supported: kept.length > 0 && statesSameNumbers(text, [...quotes, question]),
  };
}

function toCitation(hit: Hit, quote: string, answer: Span): Citation | undefined {
  const { source, span, line, text, label } = hit;
  const found = span && findQuote(text, quote);
  if (span === undefined || found === undefined) return undefined;
  const before = text.slice(0, found.start).split(/\r\n|\n|\r/).length - 1;
  return {
    source,
    span: { start: span.start + found.start, end: span.start + found.end },
    line: (line ?? 1) + before,
    quote: text.slice(found.start, found.end),
    answer,
    label,
  };
}
