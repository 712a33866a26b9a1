import {
  type CallContext,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  detachedContext,
  wrapModel,
} from '@ashlar/core';
import { answerPart, withContent } from './answer-parts.ts';
import type { GuardOptions } from './guard-options.ts';
import { guardedStream } from './guarded-stream.ts';
import { createInspector } from './inspector.ts';
import { aboutAnswer, partsOfRequest, withParts } from './request-parts.ts';

/** The same model behind checks of what it is sent and what it says. */
export function guardModel(model: ChatModel, options: GuardOptions): ChatModel {
  const inspector = createInspector(options);

  const asked = async (request: ChatRequest, context: CallContext): Promise<ChatRequest> =>
    withParts(request, await inspector.pass(partsOfRequest(request), context));

  const answered = async (
    response: ChatResponse,
    request: ChatRequest,
    context: CallContext,
  ): Promise<ChatResponse> => {
    const given = response.message.content.map(answerPart);
    return withContent(response, await inspector.pass(given, context, aboutAnswer(request)));
  };

  const guarded = wrapModel(model, {
    kind: 'guard',
    async generate(request, context) {
      const own = await asked(request, context);
      return answered(await model.generate(own, context), own, context);
    },
    async *stream(request, context) {
      const own = await asked(request, context);
      const about = aboutAnswer(own);
      yield* guardedStream(model.stream(own, context), { inspector, context, about });
    },
  });
  const { countTokens } = model;
  if (countTokens === undefined) return guarded;
  // Counting sends the request to the provider, too.
  return {
    ...guarded,
    async countTokens(request, context = detachedContext()) {
      return countTokens.call(model, await asked(request, context), context);
    },
  };
}
