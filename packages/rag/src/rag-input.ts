import type { Filter, Schema } from '@ashlar/core';
import { z } from 'zod';

/** What all RAG patterns take: a question, alone or with what narrows the search. */
export type RagInput = string | RagQuestion;

export interface RagQuestion {
  readonly question: string;
  readonly filter?: Filter;
}

const question: z.ZodType<string> = z
  .string()
  .refine((text) => text.trim() !== '', 'must not be empty');

/** The schema of {@link RagInput}. */
export const ragInput: Schema<RagInput> = z.union([
  question,
  z.strictObject({ question, filter: z.looseObject({ op: z.string() }).optional() }),
]) as unknown as Schema<RagInput>;

/** The input in its long form. */
export function asQuestion(input: RagInput): RagQuestion {
  return typeof input === 'string' ? { question: input } : input;
}
