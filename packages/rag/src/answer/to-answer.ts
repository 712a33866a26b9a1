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
  /** A quote is verbatim, though its passage does not say where it stands: it cannot be cited. */
  readonly quoted: boolean;
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
  const said = answerable ? saidOnce(statements) : [];
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
  const grounding = verdict(kept, supported);
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

function verdict(statements: readonly CheckedStatement[], supported: number): Grounding {
  if (!statements.some(({ quoted }) => quoted)) return 'ungrounded';
  // What cannot be cited cannot be checked by whoever reads the answer.
  const cited = statements.every(({ citations }) => citations.length > 0);
  return cited && supported === statements.length ? 'grounded' : 'partial';
}

/** Statements that say something, each once, with the citations of all that say the same. */
function saidOnce(statements: readonly Statement[]): readonly Statement[] {
  const said = new Map<string, Statement>();
  for (const statement of statements) {
    const text = statement.text.trim();
    if (text === '') continue;
    const citations = [...(said.get(text)?.citations ?? []), ...statement.citations];
    said.set(text, { text, citations });
  }
  return [...said.values()];
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
  const quotes = citations.flatMap(({ passage, quote }) => verbatim(hits[passage - 1], quote));
  const quoted = quotes.length > 0;
  return {
    text,
    citations: kept,
    supported: quoted && statesSameNumbers(text, [...quotes, question]),
    quoted,
  };
}

function verbatim(hit: Hit | undefined, quote: string): readonly string[] {
  if (hit === undefined) return [];
  const found = findQuote(hit.text, quote);
  return found === undefined ? [] : [hit.text.slice(found.start, found.end)];
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
