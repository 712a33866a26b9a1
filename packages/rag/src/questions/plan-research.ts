import { json, type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';

/** A part of a question that can be looked up. `#id` in its text stands for the answer to an earlier one. */
export interface SubQuestion {
  readonly id: string;
  readonly question: string;
  /** Ids that must be answered first; every `#id` in the text is one of them. */
  readonly after: readonly string[];
}

export interface PlanInput {
  readonly question: string;
  /** At most so many sub-questions. */
  readonly most: number;
  /** What earlier work has found, and what was still missing; empty at the beginning. */
  readonly known: readonly { readonly question: string; readonly answer: string }[];
  readonly missing: string;
}

export interface ResearchPlan {
  readonly steps: readonly SubQuestion[];
}

const step = z.object({
  id: z.string().regex(/^[a-z][a-z0-9]*$/),
  question: z.string().min(1).describe('what to look up; #id stands for an earlier answer'),
  after: z.array(z.string()).describe('ids of the sub-questions that must be answered first'),
});

/** Which sub-questions, in which order, lead to the answer? */
export const planResearch: Question<PlanInput, ResearchPlan> = question({
  name: 'rag.plan',
  version: '1',
  input: z.object({
    question: z.string(),
    most: z.int(),
    known: z.array(z.object({ question: z.string(), answer: z.string() })),
    missing: z.string(),
  }) as z.ZodType<PlanInput>,
  output: z.object({ steps: z.array(step).min(1) }) as z.ZodType<ResearchPlan>,
  prompt: (given) => [
    system(
      `You plan how to find the answer to a question in documents that are searched one sub-question at a time.

- Each sub-question can be answered by one passage. Ask for one fact each.
- Where a sub-question needs an earlier answer, write "#" and the id of that one in its place, and list the id in "after". Sub-questions that do not need each other have an empty "after": they run side by side.
- As few as will do, at most as many as "most" says. A question that one search answers is a plan of one step: the question itself.
- "known" is what was found already: do not ask for it again. "missing" says what is still needed.`,
    ),
    user(['The question, as JSON:', json(given)]),
  ],
  examples: [
    {
      input: {
        question: 'When was the founder of Northwind born?',
        most: 4,
        known: [],
        missing: '',
      },
      output: {
        steps: [
          { id: 'a', question: 'Who founded Northwind?', after: [] },
          { id: 'b', question: 'When was #a born?', after: ['a'] },
        ],
      },
    },
  ],
  fits: ({ steps }, { most }) =>
    steps.length > most ? `there are more than ${most} steps` : problemOf(steps),
});

/** Ids are distinct, and each step only needs steps that stand before it: then there is no circle. */
function problemOf(steps: readonly SubQuestion[]): string | undefined {
  const before = new Set<string>();
  for (const { id, question: text, after } of steps) {
    if (before.has(id)) return `the id ${id} is used twice`;
    const unknown = after.find((needed) => !before.has(needed));
    if (unknown !== undefined) return `${id} needs ${unknown}, which does not stand before it`;
    const named = [...text.matchAll(REFERENCE)].map(([, name = '']) => name);
    const unlisted = named.find((name) => before.has(name) && !after.includes(name));
    if (unlisted !== undefined) return `${id} uses #${unlisted} but does not list it in "after"`;
    before.add(id);
  }
  return undefined;
}

/** `#id` in the text of a sub-question. */
export const REFERENCE: RegExp = /#([a-z][a-z0-9]*)/g;
