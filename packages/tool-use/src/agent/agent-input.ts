import { jsonSchema, type Message, type Part, type Schema, textOf, user } from '@ashlar/core';

/** What the agent is asked. */
export type AgentInput = string | AgentRequest;

export interface AgentRequest {
  /** Text, or parts with images and documents. */
  readonly message: string | readonly Part[];
  /** Which conversation this belongs to, for agents with a memory. */
  readonly thread?: string;
}

const text = { type: 'string', minLength: 1 };
const parts = {
  type: 'array',
  minItems: 1,
  items: { type: 'object', properties: { type: { type: 'string' } }, required: ['type'] },
};

export const agentInput: Schema<AgentInput> = jsonSchema<AgentInput>({
  anyOf: [
    text,
    {
      type: 'object',
      properties: { message: { anyOf: [text, parts] }, thread: text },
      required: ['message'],
      additionalProperties: false,
    },
  ],
});

export function asRequest(input: AgentInput): AgentRequest {
  return typeof input === 'string' ? { message: input } : input;
}

export function toMessage({ message }: AgentRequest): Message {
  return user(message);
}

/** What a memory may look up before the agent is asked. */
export function queryOf(request: AgentRequest): string {
  return textOf(toMessage(request));
}
