import type { ChatRequest, Json, JsonObject, Message, ToolChoice } from '@ashlar/core';
import { extraneousKeys, malformed } from '../embedding/malformed.ts';
import { at, isObject, listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import { anthropicContent } from './anthropic-part.ts';

const required = ['anthropic_version', 'max_tokens', 'messages'];
const known = [
  ...required,
  'anthropic_beta',
  'system',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'output_config',
  'context_management',
];

/** Members that core has no name for; the engine finds them under `vendor.anthropic`. */
const vendorMembers = [
  'anthropic_beta',
  'top_k',
  'thinking',
  'output_config',
  'context_management',
];

/**
 * The body of a Messages request as core's request.
 *
 * @throws ServiceError naming what is wrong with the body
 */
export function readAnthropic(body: JsonObject): ChatRequest {
  const faults = [
    ...required
      .filter((key) => body[key] === undefined)
      .map((key) => `#: required key [${key}] not found`),
    ...extraneousKeys(body, known),
  ];
  const messages = listAt(body, 'messages');
  if (body.messages !== undefined && !isTurns(messages)) {
    faults.push('#/messages: expected a list of messages with role and content');
  }
  if (body.max_tokens !== undefined && !((numberAt(body, 'max_tokens') ?? 0) >= 1)) {
    faults.push('#/max_tokens: expected a number of at least 1');
  }
  if (faults.length > 0) throw malformed(faults);
  return { messages: toMessages(body, messages ?? []), ...toOptions(body) };
}

function isTurns(messages: readonly Json[] | undefined): boolean {
  return (
    messages?.every(
      (message) =>
        ['user', 'assistant'].includes(stringAt(message, 'role') ?? '') &&
        (typeof at(message, 'content') === 'string' || listAt(message, 'content') !== undefined),
    ) ?? false
  );
}

function toMessages(body: JsonObject, messages: readonly Json[]): Message[] {
  const turns = messages.map((message): Message => {
    const role = stringAt(message, 'role') === 'assistant' ? 'assistant' : 'user';
    return { role, content: anthropicContent(at(message, 'content') ?? []) };
  });
  const system = at(body, 'system');
  return system === undefined
    ? turns
    : [{ role: 'system', content: anthropicContent(system) }, ...turns];
}

function toOptions(body: JsonObject): Partial<ChatRequest> {
  const maxTokens = numberAt(body, 'max_tokens');
  const temperature = numberAt(body, 'temperature');
  const topP = numberAt(body, 'top_p');
  const stopSequences = listAt(body, 'stop_sequences')?.map(String);
  const tools = listAt(body, 'tools')?.flatMap((tool) => {
    const name = stringAt(tool, 'name');
    const inputSchema = objectAt(tool, 'input_schema');
    const description = stringAt(tool, 'description') ?? '';
    return name === undefined || inputSchema === undefined
      ? []
      : [{ name, description, inputSchema }];
  });
  const toolChoice = toToolChoice(objectAt(body, 'tool_choice'));
  const own = Object.fromEntries(
    vendorMembers.flatMap((key) => {
      const value = body[key];
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stopSequences !== undefined && { stopSequences }),
    ...(tools !== undefined && tools.length > 0 && { tools }),
    ...(toolChoice !== undefined && { toolChoice }),
    ...(isObject(own) && Object.keys(own).length > 0 && { vendor: { anthropic: own } }),
  };
}

function toToolChoice(choice: JsonObject | undefined): ToolChoice | undefined {
  const type = stringAt(choice, 'type');
  const tool = stringAt(choice, 'name');
  if (type === 'auto' || type === 'any' || type === 'none') return type;
  return type === 'tool' && tool !== undefined ? { tool } : undefined;
}
