import { json, type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';

/** How much work a question needs. */
export type Complexity = 'none' | 'single' | 'multi';

/** How much work does this question need? */
export const classifyQuestion: Question<
  { readonly question: string },
  { readonly complexity: Complexity }
> = question({
  name: 'rag.classify',
  version: '1',
  input: z.object({ question: z.string() }),
  output: z.object({
    complexity: z
      .enum(['none', 'single', 'multi'])
      .describe('none: no search; single: one search; multi: several that build on each other'),
  }),
  prompt: (given) => [
    system(
      `You decide how much work a question needs before it can be answered from documents.

- "none": it is a greeting, thanks or talk about the conversation itself; no document has to be read.
- "single": one search finds all of it.
- "multi": something has to be found out first before the rest can be searched for ("the mother of the person who …"), or several things have to be compared or put together.

When in doubt between "single" and "multi", choose "single": it is cheap, and a failed answer is tried again with more work.`,
    ),
    user(['The question, as JSON:', json(given)]),
  ],
  examples: [
    { input: { question: 'Thanks, that helped!' }, output: { complexity: 'none' } },
    { input: { question: 'How long is a sprint?' }, output: { complexity: 'single' } },
    {
      input: { question: 'Who approved the budget of the team that runs the payment service?' },
      output: { complexity: 'multi' },
    },
  ],
});
