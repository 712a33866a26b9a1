import type { Answer, Outcome } from '@ashlar/core';
import type { Engine } from './engine.ts';

/** An answer as one line of JSON; `source` is relative to the folder, `quote` is its text from `start` to `end`. */
export function toJsonLine(question: string, answer: Answer, outcome: Outcome<Answer>): string {
  return JSON.stringify({
    question,
    answer: answer.text,
    abstained: answer.grounding === 'abstained',
    citations: answer.citations.map(({ source, line, span, quote }) => ({
      source,
      line,
      ...span,
      quote,
    })),
    usage: outcome.usage,
    model: servedBy(outcome),
  });
}

/** What comes below an answer on the terminal: where it stands, what it cost and who gave it. */
export function summary(answer: Answer, outcome: Outcome<Answer>, engine: Engine): string {
  const { inputTokens, outputTokens, usd } = outcome.usage;
  const estimated = outcome.usage.calls.some((call) => call.estimated) ? ' (estimated)' : '';
  const money = usd === undefined ? 'price unknown' : `$${usd.toFixed(usd === 0 ? 2 : 6)}`;
  const warnings: Partial<Record<Answer['grounding'], string>> = {
    partial: 'Not every statement is backed by its citations.',
    ungrounded: 'No statement is backed by the documents: do not rely on this.',
  };
  const warning = warnings[answer.grounding];
  const who =
    servedBy(outcome) === null
      ? 'Nothing was found, so nobody was asked'
      : `Answered by ${engine.description}`;
  return [
    ...answer.citations.map(
      ({ source, line, quote }) => `  ${source}:${line}\n    “${quote.replace(/\s+/g, ' ')}”`,
    ),
    ...(warning === undefined ? [] : [warning]),
    `${inputTokens} tokens in, ${outputTokens} out${estimated}, ${money}. ${who}.`,
  ].join('\n');
}

function servedBy(outcome: Outcome<Answer>): string | null {
  return outcome.usage.calls.findLast((call) => call.outcome === 'served')?.model ?? null;
}
