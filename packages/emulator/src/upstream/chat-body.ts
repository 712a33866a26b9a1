import {
  AshlarError,
  type ChatRequest,
  type Json,
  type JsonObject,
  type Message,
  type Part,
} from '@ashlar/core';

/**
 * A request as the body of `/chat/completions`. Reasoning and cache points have no place in that protocol and are left
 * out; members of `request.vendor.upstream` are added as they are.
 *
 * @throws AshlarError `model.unsupported` for a part that the protocol cannot carry
 */
export function toChatBody(model: string, request: ChatRequest, stream: boolean): JsonObject {
  const { tools, toolChoice, output, maxTokens, temperature, topP, stopSequences, effort } =
    request;
  return {
    model,
    messages: request.messages.flatMap((message) => toMessages(model, message)),
    ...(tools !== undefined && {
      tools: tools.map(({ name, description, inputSchema, strict }) => ({
        type: 'function',
        function: {
          name,
          description,
          parameters: toJson(inputSchema),
          ...(strict !== undefined && { strict }),
        },
      })),
    }),
    ...(toolChoice !== undefined && { tool_choice: toToolChoice(toolChoice) }),
    ...(output !== undefined && {
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: output.name ?? 'answer',
          schema: toJson(output.schema),
          strict: true,
          ...(output.description !== undefined && { description: output.description }),
        },
      },
    }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(stopSequences !== undefined && { stop: stopSequences }),
    ...(effort !== undefined && { reasoning_effort: effort }),
    ...(stream && { stream: true, stream_options: { include_usage: true } }),
    ...request.vendor?.upstream,
  };
}

/** Schemas are typed loosely and are JSON all the same. */
function toJson(schema: { readonly [keyword: string]: unknown }): Json {
  return JSON.parse(JSON.stringify(schema));
}

function toToolChoice(choice: NonNullable<ChatRequest['toolChoice']>): Json {
  if (typeof choice === 'object') return { type: 'function', function: { name: choice.tool } };
  return choice === 'any' ? 'required' : choice;
}

/** Tool results are messages of their own there, so one message may become several. */
function toMessages(model: string, { role, content }: Message): JsonObject[] {
  const results: JsonObject[] = [];
  const calls: JsonObject[] = [];
  const items: JsonObject[] = [];
  for (const part of content) {
    if (part.type === 'reasoning' || part.type === 'cache-point') continue;
    if (part.type === 'tool-result') {
      const text = part.content.map((item) => toText(model, item)).join('\n');
      results.push({ role: 'tool', tool_call_id: part.callId, content: text });
    } else if (part.type === 'tool-call') {
      const { id, name, input } = part;
      const call = { name, arguments: JSON.stringify(input) };
      calls.push({ id, type: 'function', function: call });
    } else items.push(toItem(model, part));
  }
  if (items.length === 0 && calls.length === 0) return results;
  const texts = items.map((item) => (typeof item.text === 'string' ? item.text : undefined));
  return [
    ...results,
    {
      role,
      // Plain text as a string: not every server takes a list.
      content: texts.every((text) => text !== undefined) ? texts.join('\n\n') : items,
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  ];
}

function toItem(model: string, part: Part): JsonObject {
  if (part.type === 'image' && 'base64' in part.source) {
    const url = `data:image/${part.format};base64,${part.source.base64}`;
    return { type: 'image_url', image_url: { url } };
  }
  return { type: 'text', text: toText(model, part) };
}

function toText(model: string, part: Part): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'json') return JSON.stringify(part.value);
  if (part.type === 'search-result') return `${part.title}\n${part.content.join('\n')}`;
  if (part.type === 'document' && 'text' in part.source) return `${part.name}\n${part.source.text}`;
  throw new AshlarError(
    'model.unsupported',
    `An OpenAI-compatible server cannot be given a part of type ${part.type} from here. Turn it into text first.`,
    { facts: { model } },
  );
}
