import type { Example } from '@ashlar/core';
import type { PlanInput, ResearchPlan } from '../questions/plan-research.ts';

const step = (id: string, question: string, after: readonly string[] = []) => ({
  id,
  question,
  after,
});
const first = (question: string): PlanInput => ({ question, most: 4, known: [], missing: '' });

/**
 * Labelled cases of `rag.plan`. Right is the same form: as many steps, and the same needs between them, whatever the words. Not
 * shown to models.
 */
export const planCases: readonly Example<PlanInput, ResearchPlan>[] = [
  {
    input: first('When was the founder of the quarry born?'),
    output: {
      steps: [step('a', 'Who founded the quarry?'), step('b', 'When was #a born?', ['a'])],
    },
    note: 'one thing after the other',
  },
  {
    input: {
      question: 'When was the founder of the quarry born?',
      most: 4,
      known: [{ question: 'Who founded the quarry?', answer: 'Ada Stone' }],
      missing: 'When was Ada Stone born?',
    },
    output: { steps: [step('a', 'When was Ada Stone born?')] },
    note: 'only what is missing',
  },
  {
    input: first('When is blasting allowed?'),
    output: { steps: [step('a', 'When is blasting allowed?')] },
    note: 'one search is a plan of one step',
  },
  {
    input: first('Which is harder, granite or marble?'),
    output: { steps: [step('a', 'How hard is granite?'), step('b', 'How hard is marble?')] },
    note: 'two things side by side',
  },
];
