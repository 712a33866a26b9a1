import type { Grade, GradeInput } from '../questions/grade-relevance.ts';

/**
 * Answers `rag.grade` without a model: the geometric mean of the evidence of the whole retrieval and of the passage's standing in it.
 * It does not read the passage; shares of the question's words were tried, and grade worse on long questions.
 */
export function gradeByStanding({ evidence, standing }: GradeInput): Grade {
  return { relevance: Math.sqrt(evidence * standing) };
}
