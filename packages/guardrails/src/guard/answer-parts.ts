import type { ChatResponse, Part } from '@ashlar/core';
import type { GivenPart } from '../inspect/given-part.ts';

/** Parts of an answer as they are inspected: what calls a tool is looked at as a call, all else as output. */
export function answerPart(part: Part, index: number): GivenPart {
  const stage = part.type === 'tool-call' ? 'tool-call' : 'output';
  return { part, index, stage, origin: 'model' };
}

/** The answer with other parts. What a provider says besides can repeat what was masked, so it goes with it. */
export function withContent(response: ChatResponse, content: readonly Part[]): ChatResponse {
  const { message } = response;
  if (content.every((part, index) => part === message.content[index])) return response;
  const { vendor: _vendor, ...rest } = response;
  return { ...rest, message: { ...message, content } };
}
