import type { ChatRequest } from '@ashlar/core';
import { hasToolPart } from '../convert/tool-config.ts';
import type { ModelQuirk } from '../models/model-table.ts';

/** A request without what the model is known to refuse, and the names of what was left out. */
export interface PortableRequest {
  readonly request: ChatRequest;
  readonly ignored: readonly string[];
}

/**
 * Leaves out preferences that the model is known to refuse: sampling and strict tools shape an answer, they do not say what is
 * asked, and a pattern that sets them must run on every model. What was left out stands in `vendor.bedrock.ignored`.
 */
export function portableRequest(
  request: ChatRequest,
  quirks: readonly ModelQuirk[],
): PortableRequest {
  const ignored: string[] = [];
  let portable = request;
  if (quirks.includes('no-sampling')) {
    const { temperature, topP, ...rest } = portable;
    if (temperature !== undefined) ignored.push('temperature');
    if (topP !== undefined) ignored.push('topP');
    portable = rest;
  }
  if (quirks.includes('no-strict-tools') && portable.tools?.some(({ strict }) => strict)) {
    ignored.push('tools.strict');
    portable = { ...portable, tools: portable.tools.map(({ strict: _, ...tool }) => tool) };
  }
  // Converse has no word for it, and insists on definitions: the model may still call a tool.
  if (request.toolChoice === 'none' && request.messages.some(hasToolPart)) {
    ignored.push('toolChoice');
  }
  return { request: portable, ignored };
}
