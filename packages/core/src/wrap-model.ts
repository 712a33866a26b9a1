import type { ChatEvent, ChatModel, ChatRequest, ChatResponse, WrapperKind } from './chat.ts';
import { collect, eventsOf } from './chat-events.ts';
import type { CallContext } from './context.ts';
import { deriveInfo } from './derive-info.ts';
import { detachedContext } from './detached-context.ts';

/** Makes a model out of a model. */
export type Wrapper = (model: ChatModel) => ChatModel;

export interface WrapOptions {
  readonly kind: WrapperKind;
  /** @default the id of the one model that is wrapped */
  readonly id?: string;
  /** One answer. @default what `stream` ends with, else the inner model's */
  readonly generate?: (request: ChatRequest, context: CallContext) => Promise<ChatResponse>;
  /** The same as events. @default the events of what `generate` returns, else the inner model's */
  readonly stream?: (request: ChatRequest, context: CallContext) => AsyncIterable<ChatEvent>;
}

/**
 * A model with the same face around one or more others: `info` is derived, `kind` and `inner` can be read,
 * and whichever of `generate` and `stream` is missing follows from the other.
 */
export function wrapModel(
  inner: ChatModel | readonly ChatModel[],
  options: WrapOptions,
): ChatModel {
  const models = Array.isArray(inner) ? (inner as readonly ChatModel[]) : [inner as ChatModel];
  const [first] = models;
  if (first === undefined) throw new RangeError('wrapModel needs at least one model.');
  const { kind, id = models.map((model) => model.id).join('|'), generate, stream } = options;
  const count = models.length === 1 ? first.countTokens?.bind(first) : undefined;
  return {
    id,
    info: deriveInfo(models),
    kind,
    inner: models,
    ...(count === undefined ? {} : { countTokens: count }),
    generate(request, context = detachedContext()) {
      if (generate !== undefined) return generate(request, context);
      return stream === undefined
        ? first.generate(request, context)
        : collect(stream(request, context), id);
    },
    async *stream(request, context = detachedContext()) {
      if (stream !== undefined) yield* stream(request, context);
      else if (generate !== undefined) yield* eventsOf(await generate(request, context));
      else yield* first.stream(request, context);
    },
  };
}
