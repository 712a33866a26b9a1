import { AshlarError } from './errors.ts';
import type { JsonPart, Message } from './message.ts';

/**
 * The one JSON part of a question's messages.
 *
 * @throws question.invalid when there is none or more than one
 */
export function askedData(question: string, messages: readonly Message[]): JsonPart {
  const parts = messages.flatMap(({ content }) => content.filter((part) => part.type === 'json'));
  const [data] = parts;
  if (data !== undefined && parts.length === 1) return data;
  const problem = `its prompt has ${parts.length} JSON parts and must have exactly one`;
  throw new AshlarError(
    'question.invalid',
    `The question ${question} cannot be asked: ${problem}. Put what it is about into json(…).`,
    { facts: { question, problem } },
  );
}
