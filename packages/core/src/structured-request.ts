import { system } from './build-message.ts';
import type { ChatRequest, ModelInfo } from './chat.ts';
import type { JsonSchema } from './json/json.ts';
import { placeSchema } from './place-schema.ts';

/** The schema as it is sent: models and tools want an object at the root. */
export interface Shape {
  readonly schema: JsonSchema;
  readonly wrapped: boolean;
  /** Any text is a value, so an answer that is no JSON may be one. */
  readonly text: boolean;
}

export const ANSWER = 'answer';

export function shapeOf(schema: JsonSchema): Shape {
  if (schema.type === 'object') return { schema, wrapped: false, text: false };
  const { placed, shared } = placeSchema(schema, `#/properties/${ANSWER}`);
  const root = {
    type: 'object',
    properties: { [ANSWER]: placed },
    required: [ANSWER],
    additionalProperties: false,
    ...shared,
  };
  return { schema: root, wrapped: true, text: schema.type === 'string' };
}

/** A value as the text that the schema asks for: what earlier turns show must be what is wanted now. */
export function answerText({ wrapped }: Shape, value: unknown): string {
  return JSON.stringify(wrapped ? { [ANSWER]: value } : value);
}

type Asked = Pick<ChatRequest, 'messages' | 'maxTokens' | 'temperature' | 'metadata'>;

/** A request in the best form that the model has: native schema, forced tool, or instructions. */
export function requestFor(
  { features }: ModelInfo,
  { schema }: Shape,
  { messages, maxTokens, temperature, metadata }: Asked,
): ChatRequest {
  const base = {
    messages,
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(metadata === undefined ? {} : { metadata }),
  };
  if (features.includes('structured-output')) return { ...base, output: { schema, name: ANSWER } };
  if (features.includes('tools') && features.includes('tool-choice')) {
    const tool = { name: ANSWER, description: 'Gives the answer.', inputSchema: schema };
    return { ...base, tools: [tool], toolChoice: { tool: ANSWER } };
  }
  const instruction = `Answer with one JSON value of this JSON Schema and nothing else:\n${JSON.stringify(schema)}`;
  return { ...base, messages: [system(instruction), ...messages] };
}
