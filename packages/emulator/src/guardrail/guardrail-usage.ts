import type { Check, JsonObject } from '@ashlar/core';
import type { Content } from './evaluate.ts';
import type { Finding } from './finding.ts';
import { type Place, placeOfCode } from './place-of-code.ts';

/** Characters of a text unit, by which the service bills its policies (Bedrock pricing page, Guardrails). */
const unit = 1000;

/**
 * Text units per policy. Which policies a guardrail has is read from the ids of its checks (`pii`, `topic.finance`, …) and the
 * codes that they found: core's checks do not say it otherwise.
 */
export function guardrailUsage(
  checks: readonly Check[],
  findings: readonly Finding[],
  { parts, sources = [], query = '' }: Content,
): JsonObject {
  const places = [
    ...checks.map(({ id }) => placeOfCode(id)),
    ...findings.map(({ place }) => place),
  ];
  const characters = parts.reduce(
    (sum, part) => sum + (part.type === 'text' ? part.text.length : 0),
    0,
  );
  const images = parts.filter(({ type }) => type === 'image').length;
  const units = textUnits(characters);
  const has = (test: (place: Place) => boolean, count = units): number =>
    places.some(test) ? count : 0;
  const content = (place: Place) => place.policy === 'contentPolicy';
  const grounded = sources.reduce((sum, text) => sum + text.length, characters + query.length);
  return {
    topicPolicyUnits: has(({ policy }) => policy === 'topicPolicy'),
    contentPolicyUnits: has(content),
    wordPolicyUnits: has(({ policy }) => policy === 'wordPolicy'),
    sensitiveInformationPolicyUnits: has(
      (place) => 'pii' in place || place.policy === 'sensitiveInformationPolicy',
    ),
    // Regular expressions are free.
    sensitiveInformationPolicyFreeUnits: has((place) => 'regex' in place),
    contextualGroundingPolicyUnits: has(
      ({ policy }) => policy === 'contextualGroundingPolicy',
      sources.length > 0 ? textUnits(grounded) : 0,
    ),
    ...(images > 0 && { contentPolicyImageUnits: has(content, images) }),
  };
}

export function textUnits(characters: number): number {
  return Math.ceil(characters / unit);
}
