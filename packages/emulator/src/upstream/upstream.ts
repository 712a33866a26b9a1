import {
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  detachedContext,
  isAshlarError,
} from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { estimateTokens, tokensOf } from '../wire/usage.ts';
import { type ChatAnswer, emptyAnswer, toChatAnswer, toResponse, toTokens } from './chat-answer.ts';
import { chunkReader } from './chunk-reader.ts';
import { chunksOf } from './chunks-of.ts';
import type { UpstreamOptions } from './endpoint.ts';
import { type MeteredPost, meteredPost } from './metered-post.ts';
import { answerError, networkError } from './upstream-error.ts';

/**
 * A model behind any OpenAI-compatible server: Ollama, llama.cpp, vLLM. One call is one request; nothing is retried.
 * There is no timeout of its own: the context's signal ends a call.
 */
export function upstream(options: UpstreamOptions): ChatModel {
  const id = `upstream.${options.model}`;
  const info: ChatModel['info'] = {
    features: ['tools', 'tool-choice', 'structured-output', 'streaming', 'system', 'images'],
  };
  const model = { id, info, endpoint: options };

  return {
    id,
    info,
    generate: async (request, context = detachedContext()) => {
      const post = await meteredPost(model, request, context, undefined);
      const text = await post.response.text().catch((error) => {
        throw broken(id, post, error, context, false);
      });
      const answer = toChatAnswer(parseJson(text) ?? null);
      if (answer !== undefined) return complete(id, answer, request, post);
      post.fail('failed');
      throw answerError('model.failed', { model: id }, 'answered no chat completion');
    },
    async *stream(request, context = detachedContext()): AsyncGenerator<ChatEvent> {
      const leave = new AbortController();
      const signal = AbortSignal.any([context.signal, leave.signal]);
      const post = await meteredPost(model, request, context, { signal });
      const answer = emptyAnswer();
      const reader = chunkReader(answer);
      try {
        for await (const chunk of chunksOf(id, post.response)) yield* reader.accept(chunk);
        if (answer.finishReason === undefined) {
          const facts = { model: id, midStream: true };
          throw answerError('model.truncated', facts, 'the stream ended before the answer did');
        }
        const response = complete(id, answer, request, post);
        yield* reader.parts(response.message.content);
        yield { type: 'finish', response };
      } catch (error) {
        throw broken(id, post, error, context, true);
      } finally {
        post.fail('abandoned');
        leave.abort();
      }
    },
  };
}

function broken(
  id: string,
  post: MeteredPost,
  error: unknown,
  { signal }: CallContext,
  midStream: boolean,
): unknown {
  post.fail(signal.aborted ? 'abandoned' : 'failed');
  return isAshlarError(error) ? error : networkError(id, error, signal, midStream);
}

function complete(
  id: string,
  answer: ChatAnswer,
  request: ChatRequest,
  post: MeteredPost,
): ChatResponse {
  answer.tools.forEach((tool, index) => {
    // Some servers give no ids, and a result has to name its call.
    tool.id ||= `call-${request.messages.length}-${index}`;
  });
  const said = answer.reasoning + answer.text + answer.tools.map(({ json }) => json).join('');
  const tokens = toTokens(answer.usage) ?? {
    inputTokens: estimateTokens(request),
    outputTokens: tokensOf(said),
    estimated: true,
  };
  return toResponse(answer, [post.settle({ model: answer.model ?? id, ...tokens })]);
}
