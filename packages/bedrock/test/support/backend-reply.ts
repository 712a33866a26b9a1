import {
  type ChatModel,
  type ChatResponse,
  detachedContext,
  isAshlarError,
  type Message,
  type Part,
} from '@ashlar/core';
import { event } from './frame.ts';
import { failure, json, messageStop, start, stop } from './replies.ts';
import type { Received, Reply } from './server.ts';

/** A Bedrock that says what a model of core says: text, tool calls and parts of vendor `bedrock`; fails as it fails. */
export function backendReply(backend: ChatModel): Reply {
  return (response, received) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const context = detachedContext(gone.signal);
    const request = { messages: received.body.messages.map(toMessage) };
    const answer = received.path.endsWith('converse-stream') ? streamed : unary;
    answer().catch((error: unknown) => {
      const code = isAshlarError(error) ? error.code : '';
      if (response.headersSent || code === 'model.truncated') response.socket?.resetAndDestroy();
      else if (code === 'model.denied') failure(403, 'AccessDeniedException')(response, received);
      else failure(500, 'InternalServerException')(response, received);
    });

    async function unary(): Promise<void> {
      const said = await backend.generate(request, context);
      const message = { role: 'assistant', content: said.message.content.map(toBlock) };
      const { stopReason, usage } = ending(said);
      json(200, { output: { message }, stopReason, usage, metrics: { latencyMs: 1 } })(
        response,
        received,
      );
    }

    async function streamed(): Promise<void> {
      for await (const shown of backend.stream(request, context)) {
        if (!response.headersSent) {
          response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
          response.write(start);
        }
        if (shown.type === 'text') {
          const delta = { text: shown.text };
          response.write(event('contentBlockDelta', { contentBlockIndex: shown.index, delta }));
        }
        if (shown.type === 'part') response.write(partFrames(shown.part, shown.index));
        if (shown.type === 'finish') {
          const { stopReason, usage } = ending(shown.response);
          response.write(messageStop(stopReason));
          response.end(event('metadata', { usage, metrics: { latencyMs: 1 } }));
        }
      }
      response.end();
    }
  };
}

function partFrames(part: Part, contentBlockIndex: number): Buffer {
  if (part.type === 'text') return stop(contentBlockIndex);
  if (part.type === 'tool-call') {
    const toolUse = { toolUseId: part.id, name: part.name };
    const delta = { toolUse: { input: JSON.stringify(part.input) } };
    return Buffer.concat([
      event('contentBlockStart', { contentBlockIndex, start: { toolUse } }),
      event('contentBlockDelta', { contentBlockIndex, delta }),
      stop(contentBlockIndex),
    ]);
  }
  return Buffer.concat([
    event('contentBlockStart', { contentBlockIndex, start: toBlock(part) }),
    stop(contentBlockIndex),
  ]);
}

function ending({ stopReason, calls }: ChatResponse) {
  const { inputTokens = 1, outputTokens = 1 } = calls[0] ?? {};
  const usage = { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens };
  return { stopReason: stopReason === 'tool-calls' ? 'tool_use' : 'end_turn', usage };
}

function toBlock(part: Part): object {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'other') return part.raw;
  if (part.type !== 'tool-call') throw new Error(`No block for ${part.type}.`);
  return { toolUse: { toolUseId: part.id, name: part.name, input: part.input } };
}

function toMessage({ role, content }: Received['body']): Message {
  const toPart = (block: { text?: string }): Part =>
    block.text === undefined
      ? { type: 'other', vendor: 'bedrock', raw: block as never }
      : { type: 'text', text: block.text };
  return { role, content: content.map(toPart) };
}
