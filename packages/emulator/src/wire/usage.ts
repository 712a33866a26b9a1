import type { ChatRequest, ChatResponse, JsonObject, Part } from '@ashlar/core';

/** Usage as the wire says it, and whether the engine counted it or we estimated it. */
export interface WireUsage {
  readonly tokens: JsonObject;
  readonly estimated: boolean;
}

/** Bytes of text that we count as one token where an engine reports nothing. */
const bytesPerToken = 4;

/** The usage of a response: what its calls report, else an estimate that is always the same for the same texts. */
export function toWireUsage(request: ChatRequest, response: ChatResponse): WireUsage {
  const served = response.calls.filter((call) => call.outcome === 'served');
  if (served.length === 0 || served.some((call) => call.estimated === true)) {
    const input = estimateTokens(request);
    const output = estimateParts(response.message.content);
    return { tokens: usage(input, output, 0, 0), estimated: true };
  }
  const sum = (count: (call: (typeof served)[number]) => number | undefined): number =>
    served.reduce((total, call) => total + (count(call) ?? 0), 0);
  return {
    tokens: usage(
      sum((call) => call.inputTokens),
      sum((call) => call.outputTokens),
      sum((call) => call.cacheReadTokens),
      sum((call) => call.cacheWriteTokens),
    ),
    estimated: false,
  };
}

/** Input tokens of a request, estimated from its bytes: messages and tools, four bytes a token. */
export function estimateTokens(request: ChatRequest): number {
  const tools = request.tools === undefined ? 0 : tokensOf(JSON.stringify(request.tools));
  return request.messages.reduce((sum, { content }) => sum + estimateParts(content), tools);
}

/** Tokens of a text, four bytes each. */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / bytesPerToken);
}

/** Tokens of parts, four bytes each. */
export function estimateParts(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => {
    return sum + tokensOf(part.type === 'text' ? part.text : JSON.stringify(part));
  }, 0);
}

function usage(input: number, output: number, read: number, written: number): JsonObject {
  return {
    inputTokens: input,
    outputTokens: output,
    totalTokens: input + output + read + written,
    ...(read > 0 && { cacheReadInputTokens: read }),
    ...(written > 0 && { cacheWriteInputTokens: written }),
  };
}
