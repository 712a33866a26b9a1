import { hybridIndex, sentences } from '@ashlar/text';
import type { AnswerInput, AnswerOutput, ShownPassage } from '../answer/answer-question.ts';
import { ANSWERABLE } from '../index/assess-evidence.ts';
import { plainWords } from '../split/plain-words.ts';
import { asksForNumber, hasNumber } from './asks-for-number.ts';

/** At most this many statements, each from another source. */
const MOST = 3;
/** A further statement must be this good, compared with the best. */
const SHARE = 0.4;
/** Weight of a passage's rank. */
const TOGETHER = 0.5;
/** Weight of a number where one is asked for. */
const FITTING = 1.5;

/**
 * Answers `rag.answer` without a model: the sentences that share most with the question, one per source, word by word. It
 * abstains when the evidence is below {@link ANSWERABLE}. It finds; it does not understand, conclude or compare.
 */
export function extractAnswer({ question, evidence, passages }: AnswerInput): AnswerOutput {
  if (evidence < ANSWERABLE) return { answerable: false, statements: [] };
  const candidates = passages.flatMap(candidatesIn);
  const index = hybridIndex();
  candidates.forEach(({ context, quote }, i) => {
    index.add(String(i), `${context}\n${plainWords(quote)}`);
  });
  const number = asksForNumber(question);
  const best = new Map<string, Candidate & { readonly score: number }>();
  for (const { id, score } of index.search(question, { k: candidates.length })) {
    const candidate = candidates[Number(id)] as Candidate;
    // Where the words were found together counts as well as which of them a sentence holds.
    const fits = number && hasNumber(plainWords(candidate.quote));
    const total = score * (1 + TOGETHER / candidate.passage) * (fits ? FITTING : 1);
    if (total > (best.get(candidate.source)?.score ?? 0)) {
      best.set(candidate.source, { ...candidate, score: total });
    }
  }
  const ranked = [...best.values()].sort((a, b) => b.score - a.score);
  const statements = ranked
    .filter(({ score }) => score >= SHARE * (ranked[0]?.score ?? 0))
    .slice(0, MOST)
    .sort((a, b) => a.passage - b.passage);
  return { answerable: statements.length > 0, statements: saidOnce(statements) };
}

/** What several sources say in the same words is one statement that cites them all. */
function saidOnce(candidates: readonly Candidate[]): AnswerOutput['statements'] {
  const said = new Map<string, { passage: number; quote: string }[]>();
  for (const { passage, quote } of candidates) {
    const text = spoken(quote);
    said.set(text, [...(said.get(text) ?? []), { passage, quote }]);
  }
  return [...said].map(([text, citations]) => ({ text, citations }));
}

/** A quote as a sentence; the cells of a table row with commas between them. */
function spoken(quote: string): string {
  const cells = plainWords(quote).split('|');
  return cells
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(', ');
}

interface Candidate {
  readonly passage: number;
  readonly source: string;
  readonly context: string;
  readonly quote: string;
}

function candidatesIn({ id, source, title, headings = [], text }: ShownPassage): Candidate[] {
  const context = [title, ...headings].join('\n');
  return sentences(text).flatMap(({ start, end }) => {
    const quote = text.slice(start, end).replace(MARKER, '');
    if (!isProse(quote)) return [];
    return [{ passage: id, source, context, quote }];
  });
}

/** The bullet or number of a list item, or the mark of a quotation. */
const MARKER = /^(?:[-*+•>]|\(?\d{1,3}[.)])\s+/;

/** A line of a program. Commands stay: they are what many questions ask for. */
const CODE =
  /^(?:(?:import|export|const|let|var|await|return|function|class|interface)\s.*[;{(,]$|[)}\]]|\/\/|.*[{(]$)/s;

/** A question, or a line that only leads to what comes below it. */
const OPEN = /[?？؟:：]$/;

/** No heading, no rule, no code, no question, no lonely word. */
function isProse(text: string): boolean {
  if (/^(?:#{1,6}\s|\{[%{]|```|~~~|[-=*_|:\s]+$)/.test(text) || CODE.test(text)) return false;
  const words = plainWords(text);
  if (OPEN.test(words)) return false;
  return words.length >= 12 || /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}]{4}/u.test(words);
}
