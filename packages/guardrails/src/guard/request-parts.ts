import type { ChatRequest, CheckStage, Message, Origin, Part, Role } from '@ashlar/core';
import type { GivenPart } from '../inspect/given-part.ts';
import type { About } from './inspector.ts';

/** All parts that a model would be sent, each with its stage and who made it. */
export function partsOfRequest({ messages }: ChatRequest): readonly GivenPart[] {
  const parts = messages.flatMap(({ role, content }) => content.map((part) => ({ role, part })));
  return parts.map(({ role, part }, index) => {
    const origin = originOf(part, role);
    return { part, origin, stage: stageOf(part, origin), index };
  });
}

/** The same request with other parts; messages in which nothing changed are the same objects. */
export function withParts(request: ChatRequest, parts: readonly Part[]): ChatRequest {
  let at = 0;
  const messages = request.messages.map((message): Message => {
    const content = parts.slice(at, at + message.content.length);
    at += message.content.length;
    return content.every((part, index) => part === message.content[index])
      ? message
      : { ...message, content };
  });
  const changed = messages.some((message, index) => message !== request.messages[index]);
  return changed ? { ...request, messages } : request;
}

/** What an answer to the request is about, for checks of the answer. */
export function aboutAnswer(request: ChatRequest): About {
  const given = partsOfRequest(request);
  const asked = given.findLast(({ part, origin }) => part.type === 'text' && origin === 'user');
  const query = asked?.part.type === 'text' ? asked.part.text : undefined;
  const sources = given
    .filter(({ stage }) => stage === 'retrieval')
    .flatMap(({ part }) => textsOf(part));
  return {
    ...(query === undefined ? {} : { query }),
    ...(sources.length === 0 ? {} : { sources }),
  };
}

function textsOf(part: Part): readonly string[] {
  if (part.type === 'search-result') return part.content;
  return part.type === 'text' ? [part.text] : [];
}

function originOf(part: Part, role: Role): Origin {
  if (part.label !== undefined) return part.label.origin;
  if (part.type === 'tool-result') return 'tool';
  if (part.type === 'search-result') return 'retrieval';
  if (role === 'assistant') return 'model';
  return role;
}

function stageOf({ type }: Part, origin: Origin): CheckStage {
  if (type === 'tool-result') return 'tool-result';
  if (type === 'tool-call') return 'tool-call';
  return origin === 'retrieval' ? 'retrieval' : 'input';
}
