import type { Answer, Citation, Grounding, Hit, Span } from '@ashlar/core';
import type { AnswerOutput, Statement } from './answer-question.ts';
import { findDisagreement } from './disagreement.ts';
import { findQuote } from './find-quote.ts';
import { statesSameNumbers } from './same-numbers.ts';

/** What an answer says when the documents do not carry one. */
export const ABSTAINED = 'The documents do not answer this question.';

/** The answer that says so. */
export function abstainedAnswer(confidence: number): Answer {
  return { text: ABSTAINED, citations: [], grounding: 'abstained', confidence };
}

interface CheckedStatement {
  readonly text: string;
  readonly citations: readonly (Citation & { readonly rank: number })[];
  readonly supported: boolean;
}

/**
 * Makes an answer of what was said: every quote is looked up in its passage, those that are not there are dropped, and the
 * verdict follows from what is left. Of two statements that contradict each other, the one that a rule overrules is left out.
 * `hits` are the passages that were shown, in order.
 */
export function toAnswer(
  { answerable, statements }: AnswerOutput,
  hits: readonly Hit[],
  asked: { readonly question: string; readonly evidence: number },
): Answer {
  const said = answerable ? statements.filter((statement) => statement.text.trim() !== '') : [];
  if (said.length === 0) return abstainedAnswer(asked.evidence);
  const checked = said.map((statement) => checkStatement(statement, hits, asked.question));
  const positions = checked.map(({ text, citations }) => ({
    text,
    hits: citations.flatMap(({ rank }) => hits[rank - 1] ?? []),
  }));
  const conflict = findDisagreement(positions);
  const kept = checked.filter((_, i) => i !== conflict?.ruling?.overruled);
  const { text, citations } = spoken(kept);
  const supported = kept.filter((statement) => statement.supported).length;
  const grounding = verdict(supported, kept.length, citations.length);
  return {
    text,
    citations,
    grounding: conflict === undefined ? grounding : 'sources-disagree',
    confidence: (asked.evidence * supported) / kept.length,
    ...(conflict?.ruling && { precedence: conflict.ruling.precedence }),
  };
}

/** Statements as one text, and their citations in the order of the passages. */
function spoken(statements: readonly CheckedStatement[]): Pick<Answer, 'text' | 'citations'> {
  let text = '';
  const cited = statements.flatMap((statement) => {
    if (text !== '') text += ' ';
    const answer: Span = { start: text.length, end: text.length + statement.text.length };
    text += statement.text;
    return statement.citations.map((citation) => ({ ...citation, answer }));
  });
  const citations = cited
    .toSorted((a, b) => a.rank - b.rank || a.span.start - b.span.start)
    .map(({ rank: _rank, ...citation }) => citation);
  return { text, citations };
}

function verdict(supported: number, statements: number, citations: number): Grounding {
  if (citations === 0) return 'ungrounded';
  return supported === statements ? 'grounded' : 'partial';
}

function checkStatement(
  { text, citations }: Statement,
  hits: readonly Hit[],
  question: string,
): CheckedStatement {
  const places = new Set<string>();
  const kept = citations.flatMap(({ passage, quote }) => {
    const hit = hits[passage - 1];
    const citation = hit && toCitation(hit, quote);
    const place = `${passage}#${citation?.span.start}-${citation?.span.end}`;
    if (citation === undefined || places.has(place)) return [];
    places.add(place);
    return [{ ...citation, rank: passage }];
  });
  const quotes = kept.map(({ quote }) => quote);
  return {
    text: text.trim(),
    citations: kept,
    supported: kept.length > 0 && statesSameNumbers(text, [...quotes, question]),
  };
}

function toCitation(hit: Hit, quote: string): Citation | undefined {
  const { source, span, line, location, text, label } = hit;
  const found = span && findQuote(text, quote);
  if (span === undefined || found === undefined) return undefined;
  const before = text.slice(0, found.start).split(/\r\n|\n|\r/).length - 1;
  return {
    source,
    span: { start: span.start + found.start, end: span.start + found.end },
    line: (line ?? 1) + before,
    ...(location !== undefined && { location }),
    quote: text.slice(found.start, found.end),
    label,
  };
}
