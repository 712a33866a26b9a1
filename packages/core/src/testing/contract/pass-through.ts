import type { ChatModel } from '../../chat.ts';

/** The smallest wrapper: hands everything on. Stands above and below others in the stacks of a contract. */
export function passThrough(inner: ChatModel): ChatModel {
  return {
    id: inner.id,
    info: inner.info,
    kind: 'other',
    inner: [inner],
    generate: (request, context) => inner.generate(request, context),
    stream: (request, context) => inner.stream(request, context),
    ...(inner.countTokens && { countTokens: inner.countTokens.bind(inner) }),
  };
}
