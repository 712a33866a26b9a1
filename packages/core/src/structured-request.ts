import { system } from './build-message.ts';
import type { ChatModel, ChatRequest } from './chat.ts';
import type { Json, JsonObject, JsonSchema } from './json/json.ts';

/** The schema as it is sent: models and tools want an object at the root. */
export interface Shape {
  readonly schema: JsonSchema;
  readonly wrapped: boolean;
}

export const ANSWER = 'answer';

export function shapeOf(schema: JsonSchema): Shape {
  if (schema.type === 'object') return { schema, wrapped: false };
  const { $defs, ...rest } = schema as JsonObject;
  const root = {
    type: 'object',
    properties: { [ANSWER]: rest as Json },
    required: [ANSWER],
    additionalProperties: false,
    ...($defs === undefined ? {} : { $defs }),
  };
  return { schema: root as JsonSchema, wrapped: true };
}

type Asked = Pick<ChatRequest, 'messages' | 'maxTokens' | 'temperature' | 'metadata'>;

/** A request in the best form that the model has: native schema, forced tool, or instructions. */
export function requestFor(
  model: ChatModel,
  { schema }: Shape,
  { messages, maxTokens, temperature, metadata }: Asked,
): ChatRequest {
  const { features } = model.info;
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
