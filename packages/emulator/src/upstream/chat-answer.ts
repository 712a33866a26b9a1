import type { Call, ChatResponse, Json, Part, StopReason } from '@ashlar/core';
import { at, listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';

/** What a server has said so far, whether at once or in pieces. */
export interface ChatAnswer {
  reasoning: string;
  text: string;
  readonly tools: { id: string; name: string; json: string }[];
  finishReason?: string;
  usage?: Json;
  model?: string;
}

export function emptyAnswer(): ChatAnswer {
  return { reasoning: '', text: '', tools: [] };
}

/** The whole answer of a call without streaming; nothing when it is none. */
export function toChatAnswer(body: Json): ChatAnswer | undefined {
  const [choice] = listAt(body, 'choices') ?? [];
  const message = objectAt(choice, 'message');
  const finishReason = stringAt(choice, 'finish_reason');
  const model = stringAt(body, 'model');
  const usage = at(body, 'usage');
  if (message === undefined) return undefined;
  return {
    reasoning: reasoningOf(message) ?? '',
    text: stringAt(message, 'content') ?? '',
    tools: (listAt(message, 'tool_calls') ?? []).map((call) => ({
      id: stringAt(call, 'id') ?? '',
      name: stringAt(objectAt(call, 'function'), 'name') ?? '',
      json: argumentsOf(at(objectAt(call, 'function'), 'arguments')),
    })),
    ...(finishReason !== undefined && { finishReason }),
    ...(usage !== undefined && { usage }),
    ...(model !== undefined && { model }),
  };
}

/** Two names are in use for thinking: `reasoning_content` (vLLM, llama.cpp) and `reasoning` (Ollama). */
export function reasoningOf(message: Json): string | undefined {
  return stringAt(message, 'reasoning_content') ?? stringAt(message, 'reasoning');
}

/** Arguments are JSON text; some servers send the object itself. */
export function argumentsOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

/** Parts, stop reason and usage of a complete answer. Arguments that are no JSON stay as text, and it is `malformed`. */
export function toResponse(answer: ChatAnswer, calls: readonly Call[]): ChatResponse {
  let malformed = false;
  const tools = answer.tools.map(({ id, name, json }): Part => {
    let input: Json = json;
    try {
      input = json === '' ? {} : JSON.parse(json);
    } catch {
      malformed = true;
    }
    return { type: 'tool-call', id, name, input };
  });
  const content: Part[] = [
    ...(answer.reasoning === '' ? [] : [{ type: 'reasoning', text: answer.reasoning } as const]),
    ...(answer.text === '' ? [] : [{ type: 'text', text: answer.text } as const]),
    ...tools,
  ];
  const reason = stopReasons.get(answer.finishReason ?? '') ?? 'other';
  // Several servers say `stop` beside tool calls.
  const stopReason = reason === 'end' && tools.length > 0 ? 'tool-calls' : reason;
  return {
    message: { role: 'assistant', content },
    stopReason: malformed && stopReason === 'tool-calls' ? 'malformed' : stopReason,
    calls,
  };
}

const stopReasons: ReadonlyMap<string, StopReason> = new Map([
  ['stop', 'end'],
  ['length', 'max-tokens'],
  ['tool_calls', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
]);

/** Tokens that the server reports; nothing when it reports none. */
export function toTokens(
  usage: Json | undefined,
): Pick<Call, 'inputTokens' | 'outputTokens' | 'cacheReadTokens'> | undefined {
  const prompt = numberAt(usage, 'prompt_tokens');
  const outputTokens = numberAt(usage, 'completion_tokens') ?? 0;
  const cached = numberAt(objectAt(usage, 'prompt_tokens_details'), 'cached_tokens') ?? 0;
  if (prompt === undefined) return undefined;
  return {
    inputTokens: prompt - cached,
    outputTokens,
    ...(cached > 0 && { cacheReadTokens: cached }),
  };
}
