import type { ChatRequest, Json, JsonObject, Message, ToolChoice } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { blockToPart } from './block-to-part.ts';
import {
  at,
  booleanAt,
  hasOnly,
  isObject,
  listAt,
  memberOf,
  numberAt,
  objectAt,
  stringAt,
} from './read.ts';

type Output = NonNullable<ChatRequest['output']>;
type Tool = NonNullable<ChatRequest['tools']>[number];

/** Members of the request that core has no name for; the engine finds them under `vendor.bedrock`. */
const vendorMembers = [
  'guardrailConfig',
  'additionalModelRequestFields',
  'promptVariables',
  'additionalModelResponseFieldPaths',
  'performanceConfig',
  'serviceTier',
];

/** The body of Converse and ConverseStream (and of CountTokens' `converse`) as core's request. Validate it first. */
export function toChatRequest(body: JsonObject): ChatRequest {
  const inference = objectAt(body, 'inferenceConfig');
  const effort = toEffort(stringAt(objectAt(body, 'outputConfig'), 'effort'));
  const metadata = objectAt(body, 'requestMetadata');
  const toolChoice = toToolChoice(at(objectAt(body, 'toolConfig'), 'toolChoice'));
  const output = toOutput(objectAt(body, 'outputConfig'));
  const { tools, others } = toTools(listAt(objectAt(body, 'toolConfig'), 'tools') ?? []);
  const vendor = toVendor(body, others);
  return dropUndefined({
    messages: toMessages(body),
    tools: tools.length > 0 ? tools : undefined,
    toolChoice,
    output,
    maxTokens: numberAt(inference, 'maxTokens'),
    temperature: numberAt(inference, 'temperature'),
    topP: numberAt(inference, 'topP'),
    stopSequences: listAt(inference, 'stopSequences')?.map(String),
    effort,
    vendor,
    metadata:
      metadata &&
      Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, String(value)])),
  });
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };

function dropUndefined(request: Loose<ChatRequest> & Pick<ChatRequest, 'messages'>): ChatRequest {
  const { messages, ...rest } = request;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { messages, ...Object.fromEntries(given) };
}

function toMessages(body: JsonObject): Message[] {
  const system = listAt(body, 'system') ?? [];
  const messages: Message[] = (listAt(body, 'messages') ?? []).map((message) => {
    const role = stringAt(message, 'role');
    return {
      role: role === 'assistant' || role === 'system' ? role : 'user',
      content: (listAt(message, 'content') ?? []).map(blockToPart),
    };
  });
  return system.length === 0
    ? messages
    : [{ role: 'system', content: system.map(blockToPart) }, ...messages];
}

/** Tools that core can describe, and the others (tools of the service, cache points) as they came, with their place. */
function toTools(items: readonly Json[]): { tools: Tool[]; others: JsonObject[] } {
  const tools: Tool[] = [];
  const others: JsonObject[] = [];
  items.forEach((item, index) => {
    const tool = toTool(item);
    if (tool !== undefined) tools.push(tool);
    else others.push({ index, tool: item });
  });
  return { tools, others };
}

function toTool(item: Json): Tool | undefined {
  const spec = objectAt(item, 'toolSpec');
  const name = stringAt(spec, 'name');
  const inputSchema = objectAt(objectAt(spec, 'inputSchema'), 'json');
  const strict = booleanAt(spec, 'strict');
  if (name === undefined || inputSchema === undefined) return undefined;
  if (!hasOnly(spec, ['name', 'description', 'inputSchema', 'strict'])) return undefined;
  const description = stringAt(spec, 'description') ?? '';
  return { name, description, inputSchema, ...(strict !== undefined && { strict }) };
}

function toToolChoice(value: Json | undefined): ToolChoice | undefined {
  const [kind, detail] = memberOf(value) ?? [];
  if (kind === 'auto' || kind === 'any') return kind;
  const tool = stringAt(detail, 'name');
  return tool === undefined ? undefined : { tool };
}

function toOutput(config: JsonObject | undefined): Output | undefined {
  const structure = objectAt(objectAt(config, 'textFormat'), 'structure');
  const given = objectAt(structure, 'jsonSchema');
  const schema = parseJson(stringAt(given, 'schema') ?? '');
  if (!isObject(schema)) return undefined;
  const name = stringAt(given, 'name');
  const description = stringAt(given, 'description');
  return {
    schema,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  };
}

function toEffort(effort: string | undefined): ChatRequest['effort'] | undefined {
  return efforts.find((known) => known === effort);
}

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

function toVendor(
  body: JsonObject,
  otherTools: readonly JsonObject[],
): ChatRequest['vendor'] | undefined {
  const bedrock: Record<string, Json> = {};
  for (const name of vendorMembers) {
    const value = at(body, name);
    if (value !== undefined) bedrock[name] = value;
  }
  if (otherTools.length > 0) bedrock.otherTools = otherTools;
  return Object.keys(bedrock).length > 0 ? { bedrock } : undefined;
}
