import {
  type CallContext,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  eventsOf,
  type JsonObject,
  type Part,
  wrapModel,
} from '@ashlar/core';
import { isObject } from '../wire/read.ts';
import { type Content, type Evaluation, evaluate } from './evaluate.ts';
import { guardedRequest } from './guarded-request.ts';
import type { Guardrail } from './guardrail.ts';
import { streamUnderWatch } from './stream-under-watch.ts';

export interface GuardedModelOptions {
  readonly guardrail: Guardrail;
  readonly trace: 'disabled' | 'enabled' | 'enabled_full';
  /** `sync` shows an answer when it was looked at, `async` at once and cuts it when something was found. */
  readonly streaming: 'sync' | 'async';
}

/** A model behind a guardrail, as `guardrailConfig` puts it there: looks at the input, then at the output. */
export function guardedModel(model: ChatModel, options: GuardedModelOptions): ChatModel {
  const { guardrail, streaming, trace } = options;
  const full = trace === 'enabled_full';

  const begin = async (request: ChatRequest, context: CallContext): Promise<Begun> => {
    const guarded = guardedRequest(request);
    const input = await evaluate(guardrail, guarded.content, context, full);
    const inputTrace = { inputAssessment: { [guardrail.identifier]: input.assessment } };
    if (input.outcome === 'blocked') {
      const refusal = say(guardrail.messages.input, model.id);
      const seen = { ...inputTrace, actionReason: input.reason };
      return { blocked: withTrace(refusal, seen, trace) };
    }
    const { sources, query } = guarded.content;
    return {
      request: input.outcome === 'masked' ? guarded.replace(input.texts) : request,
      inputTrace,
      output: {
        source: 'OUTPUT',
        parts: [],
        ...(sources && { sources }),
        ...(query !== undefined && { query }),
      },
    };
  };

  const finish = async (
    begun: Passed,
    response: ChatResponse,
    context: CallContext,
  ): Promise<ChatResponse> => {
    const parts = response.message.content.filter((part) => part.type === 'text');
    const found = await evaluate(guardrail, { ...begun.output, parts }, context, full);
    return withTrace(
      afterOutput(response, found, guardrail.messages.output),
      traceOf(begun, guardrail, found, parts),
      trace,
    );
  };

  const generate = async (request: ChatRequest, context: CallContext): Promise<ChatResponse> => {
    const begun = await begin(request, context);
    if (begun.blocked !== undefined) return begun.blocked;
    return finish(begun, await model.generate(begun.request, context), context);
  };

  return wrapModel(model, {
    kind: 'guard',
    generate,
    async *stream(request, context): AsyncGenerator<ChatEvent> {
      if (streaming === 'sync') return yield* eventsOf(await generate(request, context));
      const begun = await begin(request, context);
      if (begun.blocked !== undefined) return yield* eventsOf(begun.blocked);
      const watch = (text: string): Promise<Evaluation> =>
        evaluate(guardrail, { ...begun.output, parts: [{ type: 'text', text }] }, context, full);
      for await (const event of streamUnderWatch(model.stream(begun.request, context), watch)) {
        if (event.type !== 'end') {
          yield event;
          continue;
        }
        const { response, found } = event;
        const shown = traceOf(begun, guardrail, found, response.message.content);
        yield { type: 'finish', response: withTrace(response, shown, trace) };
      }
    },
  });
}

interface Passed {
  readonly blocked?: never;
  readonly request: ChatRequest;
  readonly inputTrace: JsonObject;
  readonly output: Content;
}

type Begun = Passed | { readonly blocked: ChatResponse };

/** An answer without the model: nothing of it is billed as its tokens. */
function say(text: string, model: string): ChatResponse {
  return {
    message: { role: 'assistant', content: [{ type: 'text', text }] },
    stopReason: 'guardrail',
    calls: [{ model, outcome: 'served', inputTokens: 0, outputTokens: 0 }],
  };
}

function afterOutput(response: ChatResponse, found: Evaluation, blocked: string): ChatResponse {
  if (found.outcome === 'none') return response;
  let next = 0;
  const content: Part[] =
    found.outcome === 'blocked'
      ? [{ type: 'text', text: blocked }]
      : response.message.content.map((part) => {
          if (part.type !== 'text') return part;
          next += 1;
          return { ...part, text: found.texts[next - 1] ?? '' };
        });
  return { ...response, message: { ...response.message, content }, stopReason: 'guardrail' };
}

function traceOf(
  { inputTrace }: Passed,
  { identifier }: Guardrail,
  found: Evaluation,
  said: readonly Part[],
): JsonObject {
  const modelOutput = said.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return {
    ...inputTrace,
    outputAssessments: { [identifier]: [found.assessment] },
    modelOutput,
    actionReason: found.reason,
  };
}

function withTrace(
  response: ChatResponse,
  guardrail: JsonObject,
  trace: GuardedModelOptions['trace'],
): ChatResponse {
  if (trace === 'disabled') return response;
  const bedrock = response.vendor?.bedrock;
  const own = isObject(bedrock) ? bedrock : {};
  const before = isObject(own.trace) ? own.trace : {};
  return {
    ...response,
    vendor: { ...response.vendor, bedrock: { ...own, trace: { ...before, guardrail } } },
  };
}
