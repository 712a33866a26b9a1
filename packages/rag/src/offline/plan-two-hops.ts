import type { PlanInput, ResearchPlan } from '../questions/plan-research.ts';

/**
 * Answers `rag.plan` without a model: look the question up, then look it up again together with what was found. It cannot take a
 * question apart.
 */
export function planTwoHops({ question, missing, known }: PlanInput): ResearchPlan {
  if (missing !== '') {
    const found = known.map(({ answer }) => answer).join(' ');
    return { steps: [{ id: 'a', question: `${missing} ${found}`.trim(), after: [] }] };
  }
  return {
    steps: [
      { id: 'a', question, after: [] },
      { id: 'b', question: `${question} #a`, after: ['a'] },
    ],
  };
}
