import { type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';
import type { ShownPassage } from '../answer/answer-question.ts';
import { labelledJson, MATERIAL, passageSchema } from './passage-schema.ts';

export interface CritiqueInput {
  readonly question: string;
  readonly statement: string;
  readonly passage: ShownPassage;
}

/** The reflection of Self-RAG on one statement; each 0..1. */
export interface Critique {
  /** Whether the passage is about what is asked. */
  readonly relevance: number;
  /** How much of the statement the passage says. */
  readonly support: number;
  /** How much of the question the statement answers. */
  readonly usefulness: number;
}

/** Is this statement relevant, supported and useful? Asked of all candidates in one call, as `critiqueStatement.batch()`. */
export const critiqueStatement: Question<CritiqueInput, Critique> = question({
  name: 'rag.critique',
  version: '1',
  input: z.object({
    question: z.string(),
    statement: z.string(),
    passage: passageSchema,
  }) as z.ZodType<CritiqueInput>,
  output: z.object({
    relevance: z.number().min(0).max(1).describe('is the passage about what is asked?'),
    support: z.number().min(0).max(1).describe('how much of the statement does the passage say?'),
    usefulness: z.number().min(0).max(1).describe('how much of the question does it answer?'),
  }),
  prompt: (given) => [
    system(
      `You check one statement of an answer against the passage that it claims to rest on. Give three numbers between 0 and 1.

- "relevance": 1 when the passage is about what the question asks.
- "support": 1 when everything in the statement is said by the passage, 0.5 when a part of it is, 0 when it is not said or contradicted. Names, numbers and denials count.
- "usefulness": 1 when the statement answers the question, 0 when it has nothing to do with it.
- ${MATERIAL}`,
    ),
    user(['The statement, as JSON:', labelledJson(given, [given.passage])]),
  ],
});
