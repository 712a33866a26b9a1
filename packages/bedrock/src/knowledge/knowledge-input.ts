import { jsonSchema, type Schema } from '@ashlar/core';
import { invalidRequest } from '../errors/failure.ts';
import type { KnowledgeInput } from './knowledge-answer.ts';

const text = { type: 'string', minLength: 1 } as const;

/** The schema of a question alone. */
export const questionInput: Schema<string> = jsonSchema<string>(text);

/** The schema of what a managed answer is asked. */
export const knowledgeInput: Schema<KnowledgeInput> = jsonSchema<KnowledgeInput>({
  anyOf: [
    text,
    {
      type: 'object',
      properties: { question: text, sessionId: text },
      required: ['question'],
      additionalProperties: false,
    },
  ],
});

export interface AskedQuestion {
  readonly question: string;
  readonly sessionId?: string;
}

/** The input in its long form. Throws `model.invalid-request` when it is longer than the service takes. */
export function asQuestion(input: KnowledgeInput, subject: string, longest: number): AskedQuestion {
  const asked: AskedQuestion = typeof input === 'string' ? { question: input } : input;
  const { length } = asked.question;
  if (length > longest) {
    throw invalidRequest(subject, `the question has ${length} characters, ${longest} are allowed.`);
  }
  return asked;
}
