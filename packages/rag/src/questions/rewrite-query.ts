import { json, type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';

export interface RewriteInput {
  readonly question: string;
  /** Queries that did not find an answer, the first one first. */
  readonly tried: readonly string[];
}

/** Another way to search for the same thing, after searches that did not find it. */
export const rewriteQuery: Question<RewriteInput, { readonly query: string }> = question({
  name: 'rag.rewrite',
  version: '1',
  input: z.object({ question: z.string(), tried: z.array(z.string()) }) as z.ZodType<RewriteInput>,
  output: z.object({
    query: z.string().describe('the new query; empty when there is no other way to put it'),
  }),
  prompt: (given) => [
    system(
      `You write search queries. A search for a question did not find an answer. Write one more query that may find it: other words for the same thing, the terms a document would use, without words that only belong to asking. Keep names, numbers and codes. Write in the language of the question. It must differ from what was tried. When there is no other way to put it, leave it empty.`,
    ),
    user(['The question and what was tried, as JSON:', json(given)]),
  ],
  fits: ({ query }, { tried }) =>
    query !== '' && tried.some((one) => one.trim().toLowerCase() === query.trim().toLowerCase())
      ? 'this query was tried already'
      : undefined,
});
