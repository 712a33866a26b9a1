import { json, type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';

export interface ExpandInput {
  readonly query: string;
  /** At most so many. */
  readonly count: number;
}

/** Which other words could find the same? */
export const expandQuery: Question<ExpandInput, { readonly queries: readonly string[] }> = question(
  {
    name: 'rag.expand',
    version: '1',
    input: z.object({ query: z.string(), count: z.int() }),
    output: z.object({ queries: z.array(z.string().min(1)).readonly() }),
    prompt: (given) => [
      system(
        `You write search queries. Write at most "count" other queries that would find what the given one is looking for: each with other words, as documents on the subject may put it, and each different from the others. Keep names, numbers and codes, and the language. Add nothing that was not asked.`,
      ),
      user(['The query, as JSON:', json(given)]),
    ],
  },
);
