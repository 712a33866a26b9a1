import type { ChatResponse, Json, JsonObject } from '@ashlar/core';
import { partToBlock } from './part-to-block.ts';
import { isObject, objectAt } from './read.ts';
import { stopReasons } from './stop-reason.ts';
import type { WireUsage } from './usage.ts';

/** A response as the body of Converse. */
export function toConverseResponse(
  response: ChatResponse,
  usage: WireUsage,
  latencyMs: number,
): JsonObject {
  return {
    output: {
      message: { role: 'assistant', content: response.message.content.map((p) => partToBlock(p)) },
    },
    stopReason: stopReasons[response.stopReason],
    ...additionalFields(response, usage),
    ...metadata(response, usage, latencyMs),
  };
}

/** What the response's last event says besides its blocks: usage, latency and what the engine passes through. */
export function metadata(response: ChatResponse, usage: WireUsage, latencyMs: number): JsonObject {
  return {
    usage: usage.tokens,
    metrics: { latencyMs },
    ...pick(response, ['trace', 'performanceConfig', 'serviceTier']),
  };
}

/**
 * Fields of the model's own. An estimate of ours is said here, where a client can see it:
 * `{ ashlar: { usage: 'estimated' } }`.
 */
export function additionalFields(response: ChatResponse, usage: WireUsage): JsonObject {
  const own = objectAt(bedrock(response), 'additionalModelResponseFields');
  if (!usage.estimated) return own === undefined ? {} : { additionalModelResponseFields: own };
  return { additionalModelResponseFields: { ...own, ashlar: { usage: 'estimated' } } };
}

function pick(response: ChatResponse, names: readonly string[]): JsonObject {
  const given = Object.entries(bedrock(response) ?? {});
  return Object.fromEntries(given.filter(([name]) => names.includes(name)));
}

function bedrock(response: ChatResponse): JsonObject | undefined {
  const given: Json | undefined = response.vendor?.bedrock;
  return isObject(given) ? given : undefined;
}
