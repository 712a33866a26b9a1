import {
  type ChatModel,
  type ChatResponse,
  type Json,
  type JsonObject,
  wrapModel,
} from '@ashlar/core';
import { isObject, objectAt } from './read.ts';

/** Members of a request that the service repeats in its answer. */
const repeated = ['performanceConfig', 'serviceTier'];

/**
 * A model whose answers say what the service adds to them, where the engine does not say it itself: the tier and the latency that
 * were asked for, and of a prompt router the model that served.
 */
export function withRequested(model: ChatModel, modelId: string, body: JsonObject): ChatModel {
  const asked = Object.fromEntries(
    repeated.flatMap((name) => {
      const value = body[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const isRouter = /:(default-)?prompt-router\//.test(modelId);
  if (Object.keys(asked).length === 0 && !isRouter) return model;

  const complete = (response: ChatResponse): ChatResponse => {
    const given: Json | undefined = response.vendor?.bedrock;
    const own = isObject(given) ? given : {};
    const trace = { ...(isRouter && routerTrace(response)), ...objectAt(own, 'trace') };
    const bedrock = { ...asked, ...own, ...(Object.keys(trace).length > 0 && { trace }) };
    return { ...response, vendor: { ...response.vendor, bedrock } };
  };
  return wrapModel(model, {
    kind: 'other',
    generate: async (request, context) => complete(await model.generate(request, context)),
    async *stream(request, context) {
      for await (const event of model.stream(request, context)) {
        yield event.type === 'finish' ? { ...event, response: complete(event.response) } : event;
      }
    },
  });
}

/** ConverseTrace of a prompt router: which model it invoked. */
function routerTrace({ calls }: ChatResponse): JsonObject {
  const served = calls.findLast(({ outcome }) => outcome === 'served');
  return served === undefined ? {} : { promptRouter: { invokedModelId: served.model } };
}
