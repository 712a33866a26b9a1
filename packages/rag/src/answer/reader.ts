import {
  type Answer,
  type Answerer,
  type ChatModel,
  type Hit,
  joinLabels,
  type Scope,
  toJson,
} from '@ashlar/core';
import type { Trail } from '../trail.ts';
import { type AnswerInput, type AnswerOutput, answerQuestion } from './answer-question.ts';
import { findInstructions } from './find-instructions.ts';
import { evidenceOf, inReadingOrder, selectContext, toShown } from './select-context.ts';
import { abstainedAnswer, toAnswer } from './to-answer.ts';

/** How passages become an answer: the same in all patterns. */
export interface ReadingOptions {
  /** What answers: a model, or an answerer of `answerQuestion` (a rule, a rule with a model behind it, another wording). */
  readonly model: ChatModel | Answerer<AnswerInput, AnswerOutput>;
  /** Characters of passages that are shown, best first, the first one always and whole; the prompt around them comes on top. @default 12000 */
  readonly contextCharacters?: number;
  /** Below this evidence (0..1, by shared words alone) it abstains and asks nobody. @default 0: the model decides */
  readonly minimumEvidence?: number;
}

/** Reads hits, best first, and answers a question from them. */
export type Reader = (
  scope: Scope,
  question: string,
  hits: readonly Hit[],
  trail: Trail,
) => Promise<Answer>;

/** One call of the model with the passages that fit; none when there is nothing to read. */
export function readerOf(options: ReadingOptions): Reader {
  const { model, contextCharacters = 12_000, minimumEvidence = 0 } = options;
  const answerer = 'answer' in model ? model : answerQuestion.on(model);
  return async (scope, question, hits, trail) => {
    const evidence = evidenceOf(hits);
    const shown = selectContext(hits, contextCharacters);
    if (shown.length === 0 || evidence < minimumEvidence) {
      trail.add('abstain', { evidence, read: [] });
      return abstainedAnswer(evidence);
    }
    const instructions = findInstructions(shown);
    if (instructions.length > 0) trail.add('instructions', { found: toJson(instructions) });
    const passages = inReadingOrder(shown.map(toShown), shown);
    const said = await scope.ask(answerer, { question, evidence, passages });
    const answer = toAnswer(said, shown, { question, evidence });
    const { grounding, citations } = answer;
    const read = shown.map(({ source }) => source);
    trail.add('answer', { grounding, citations: citations.length, evidence, read });
    return { ...answer, label: joinLabels(shown.map(({ label }) => label)) };
  };
}
