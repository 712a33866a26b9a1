import { type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';
import type { ShownPassage } from '../answer/answer-question.ts';
import { labelledJson, MATERIAL, passageSchema } from './passage-schema.ts';

export interface SufficiencyInput {
  readonly question: string;
  /** The evidence that was collected. */
  readonly passages: readonly ShownPassage[];
}

export interface Sufficiency {
  readonly sufficient: boolean;
  /** What is still to be found out; empty when nothing. */
  readonly missing: string;
}

/** Is what was collected enough to answer? */
export const judgeSufficiency: Question<SufficiencyInput, Sufficiency> = question({
  name: 'rag.sufficient',
  version: '1',
  input: z.object({
    question: z.string(),
    passages: z.array(passageSchema),
  }) as z.ZodType<SufficiencyInput>,
  output: z.object({
    sufficient: z.boolean(),
    missing: z.string().describe('what is still to be found out, as a question; else empty'),
  }),
  prompt: (given) => [
    system(
      `You judge whether the passages that were collected are enough to answer a question completely, without anything that you know yourself. When they are not, say in "missing" what is still to be found out, as one question.

- ${MATERIAL}`,
    ),
    user(['The question and the passages, as JSON:', labelledJson(given, given.passages)]),
  ],
});
