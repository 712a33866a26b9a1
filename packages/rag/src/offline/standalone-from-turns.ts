import type { Standalone, StandaloneInput } from '../questions/standalone-question.ts';

/**
 * Answers `rag.standalone` without a model: the user's turn before the question, and the question. Which words "it" stands for it
 * does not know; they are likely among these.
 */
export function standaloneFromTurns({ history, question }: StandaloneInput): Standalone {
  const before = history.findLast(({ role }) => role === 'user');
  if (before === undefined) return { dependsOnHistory: false, standalone: question };
  return { dependsOnHistory: true, standalone: `${before.text} ${question}` };
}
