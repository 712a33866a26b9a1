import {
  joinLabels,
  jsonSchema,
  type Message,
  type Part,
  type Schema,
  textOf,
  user,
} from '@ashlar/core';

/** What the agent is asked. */
export type AgentInput = string | AgentRequest;

export interface AgentRequest {
  /**
   * Text, or parts with images and documents: what a user may send. Whatever their labels say, they are trusted no more than a user is;
   * what the developer says belongs into the instructions.
   */
  readonly message: string | readonly Part[];
  /** Which conversation this belongs to, for agents with a memory. */
  readonly thread?: string;
}

const text = { type: 'string', minLength: 1 };
// Not what a model says, what answers it, or what only a provider understands: no check could look into that.
const types: readonly Part['type'][] = [
  'text',
  'json',
  'image',
  'audio',
  'video',
  'document',
  'search-result',
  'cache-point',
];
const parts = {
  type: 'array',
  minItems: 1,
  items: { type: 'object', properties: { type: { enum: types } }, required: ['type'] },
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
  return typeof message === 'string' ? user(message) : user(message.map(ofUser));
}

// A request that a host passes on must not make itself an instruction, which no check looks at.
function ofUser(part: Part): Part {
  if (part.label === undefined) return part;
  return { ...part, label: joinLabels([part.label, { origin: 'user' }]) };
}

/** What a memory may look up before the agent is asked. */
export function queryOf(request: AgentRequest): string {
  return textOf(toMessage(request));
}
