import type { Json, JsonObject } from '@ashlar/core';
import { actionOf, type Finding, isDetected } from './finding.ts';
import type { Policy } from './place-of-code.ts';

/**
 * Findings in the lists of the service's `GuardrailAssessment`.
 *
 * @param full also what was looked for and not found (`outputScope: FULL`)
 */
export function toAssessment(findings: readonly Finding[], full: boolean): JsonObject {
  const lists: Partial<Record<Policy, Record<string, Json[]>>> = {};
  for (const finding of findings) {
    if (!full && !isDetected(finding)) continue;
    const [list, entry] = entryOf(finding);
    const policy = finding.place.policy;
    const own = lists[policy] ?? emptyLists[policy]();
    lists[policy] = own;
    own[list]?.push(entry);
  }
  return lists;
}

/** Required lists of each policy's assessment, empty. */
const emptyLists: Readonly<Record<Policy, () => Record<string, Json[]>>> = {
  topicPolicy: () => ({ topics: [] }),
  contentPolicy: () => ({ filters: [] }),
  wordPolicy: () => ({ customWords: [], managedWordLists: [] }),
  sensitiveInformationPolicy: () => ({ piiEntities: [], regexes: [] }),
  contextualGroundingPolicy: () => ({ filters: [] }),
};

function entryOf(finding: Finding): readonly [list: string, entry: JsonObject] {
  const { place, match, verdict } = finding;
  const detected = isDetected(finding);
  const outcome = { action: actionOf(finding), detected };
  switch (place.policy) {
    case 'topicPolicy':
      return ['topics', { name: place.name, type: 'DENY', ...outcome }];
    case 'contentPolicy': {
      const confidence = detected ? level(verdict.confidence ?? 1) : 'NONE';
      return ['filters', { type: place.type, confidence, filterStrength: 'HIGH', ...outcome }];
    }
    case 'wordPolicy':
      return place.list === 'customWords'
        ? [place.list, { match, ...outcome }]
        : [place.list, { match, type: 'PROFANITY', ...outcome }];
    case 'sensitiveInformationPolicy':
      return 'pii' in place
        ? ['piiEntities', { match, type: place.pii, ...outcome }]
        : ['regexes', { name: place.regex, match, ...outcome }];
    case 'contextualGroundingPolicy': {
      const score = toScore(verdict.confidence ?? 1, detected);
      return ['filters', { type: place.type, threshold: groundingThreshold, score, ...outcome }];
    }
  }
}

/** A check says found or not and how sure it is; the service a score and a threshold. */
const groundingThreshold = 0.5;

function toScore(confidence: number, detected: boolean): number {
  const distance = Math.min(1, Math.max(0.02, confidence)) * groundingThreshold;
  return (
    Math.round((detected ? groundingThreshold - distance : groundingThreshold + distance) * 100) /
    100
  );
}

function level(confidence: number): 'LOW' | 'MEDIUM' | 'HIGH' {
  if (confidence < 0.4) return 'LOW';
  return confidence < 0.7 ? 'MEDIUM' : 'HIGH';
}
