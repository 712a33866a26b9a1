import { type ChatModel, wrapModel } from '@ashlar/core';

/** The same model, which shows nothing of an answer before all of it is there. */
export function withoutDeltas(model: ChatModel): ChatModel {
  return wrapModel(model, {
    kind: 'other',
    generate: (request, context) => model.generate(request, context),
    async *stream(request, context) {
      for await (const event of model.stream(request, context)) {
        if (event.type === 'restart' || event.type === 'finish') yield event;
      }
    },
  });
}
