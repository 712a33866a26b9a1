import type { AnswerInput, AnswerOutput } from '../answer/answer-question.ts';
import { extractAnswer } from './extract-answer.ts';

export { answerCases } from './answer-cases.ts';
export { extractAnswer } from './extract-answer.ts';

/** The rules of this package by the name of their question: what an offline engine is made of. */
export const rules: { readonly 'rag.answer': (input: AnswerInput) => AnswerOutput } = {
  'rag.answer': extractAnswer,
};
