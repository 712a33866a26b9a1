import { type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';
import type { ShownPassage } from '../answer/answer-question.ts';
import { labelledJson, MATERIAL, passageSchema } from './passage-schema.ts';

export interface GradeInput {
  readonly question: string;
  /** 0..1: how likely the retrieved passages together carry an answer, judged by their words alone. */
  readonly evidence: number;
  /** 0..1: the passage's retrieval score as a share of the best one's. */
  readonly standing: number;
  readonly passage: ShownPassage;
}

export interface Grade {
  /** 1: answers the question; 0.5: holds a part of the answer, or what is needed to find it; 0: neither. */
  readonly relevance: number;
}

/** How much of the answer is in one passage? Patterns ask it of all passages in one call, as `gradeRelevance.batch()`. */
export const gradeRelevance: Question<GradeInput, Grade> = question({
  name: 'rag.grade',
  version: '1',
  input: z.object({
    question: z.string(),
    evidence: z.number(),
    standing: z.number(),
    passage: passageSchema,
  }) as z.ZodType<GradeInput>,
  output: z.object({
    relevance: z
      .number()
      .min(0)
      .max(1)
      .describe('1 answers the question, 0.5 holds a part of the answer, 0 does neither'),
  }),
  prompt: (given) => [
    system(
      `You grade how much of the answer to a question stands in a passage.

- 1: whoever reads it knows the answer. 0.5: it holds a part of the answer, or names what has to be looked up next. 0: it is about something else, or about the same subject without a part of the answer.
- Judge by what the passage says, not by what you know.
- ${MATERIAL}
- "evidence" is a rough estimate for all retrieved passages together, from shared words; "standing" is the share of the best passage's retrieval score that this one has.`,
    ),
    user(['The question and the passage, as JSON:', labelledJson(given, [given.passage])]),
  ],
});
