import type { GuardrailAssessment } from '@aws-sdk/client-bedrock-runtime';
import { type Finding, slug } from './finding.ts';

type Action = Finding['action'] | undefined;

/** What a policy decided: it acted, or it only detected. What it looked at and let pass is nothing. */
function decided(entry: {
  readonly action?: string | undefined;
  readonly detected?: boolean | undefined;
}): Action {
  if (entry.action === 'BLOCKED') return 'block';
  if (entry.action === 'ANONYMIZED') return 'mask';
  if (entry.action === 'NONE') return entry.detected === true ? 'flag' : undefined;
  // An action that is newer than this table.
  return entry.detected === false ? undefined : 'block';
}

/** Findings of one assessment, policy by policy. */
export function readAssessment(assessment: GuardrailAssessment): readonly Finding[] {
  return [
    ...topics(assessment),
    ...contents(assessment),
    ...words(assessment),
    ...sensitive(assessment),
    ...grounding(assessment),
    ...reasoning(assessment),
  ];
}

function topics({ topicPolicy }: GuardrailAssessment): Finding[] {
  return (topicPolicy?.topics ?? []).flatMap((topic) => {
    const action = decided(topic);
    const code = `topic.${slug(topic.name)}`;
    return action ? [{ action, code, message: `A denied topic: ${topic.name}.` }] : [];
  });
}

const confidences: Readonly<Record<string, number>> = {
  NONE: 0,
  LOW: 1 / 3,
  MEDIUM: 2 / 3,
  HIGH: 1,
};

function contents({ contentPolicy }: GuardrailAssessment): Finding[] {
  return (contentPolicy?.filters ?? []).flatMap((filter) => {
    const action = decided(filter);
    if (action === undefined) return [];
    const confidence = confidences[filter.confidence ?? ''];
    const certainty = confidence === undefined ? {} : { confidence };
    const message = `Harmful content: ${slug(filter.type)}, confidence ${filter.confidence}.`;
    return [{ action, code: `content.${slug(filter.type)}`, message, ...certainty }];
  });
}

function words({ wordPolicy }: GuardrailAssessment): Finding[] {
  const custom = (wordPolicy?.customWords ?? []).map((word) => ({ ...word, kind: 'custom' }));
  const managed = (wordPolicy?.managedWordLists ?? []).map((word) => ({
    ...word,
    kind: slug(word.type),
  }));
  return [...custom, ...managed].flatMap((word) => {
    const action = decided(word);
    if (action === undefined) return [];
    const message = `A word of the list ${word.kind}.`;
    return [{ action, code: `word.${word.kind}`, message, match: word.match ?? '' }];
  });
}

function sensitive({ sensitiveInformationPolicy }: GuardrailAssessment): Finding[] {
  const entities = (sensitiveInformationPolicy?.piiEntities ?? []).map((entity) => ({
    ...entity,
    code: `pii.${slug(entity.type)}`,
    name: entity.type ?? 'PII',
  }));
  const regexes = (sensitiveInformationPolicy?.regexes ?? []).map((regex) => ({
    ...regex,
    code: `pii.regex.${slug(regex.name)}`,
    name: regex.name ?? 'REGEX',
  }));
  return [...entities, ...regexes].flatMap((entry) => {
    const action = decided(entry);
    if (action === undefined) return [];
    const { code, name, match = '' } = entry;
    const message = `Sensitive information: ${name}.`;
    return [{ action, code, message, match, replacement: `{${name}}` }];
  });
}

function grounding({ contextualGroundingPolicy }: GuardrailAssessment): Finding[] {
  return (contextualGroundingPolicy?.filters ?? []).flatMap((filter) => {
    const action = decided(filter);
    if (action === undefined) return [];
    const { score = 0, threshold } = filter;
    const message = `The ${slug(filter.type)} of the answer is ${score}, below ${threshold}.`;
    const confidence = Math.min(1, Math.max(0, 1 - score));
    return [{ action, code: `grounding.${slug(filter.type)}`, message, confidence }];
  });
}

// Automated reasoning only detects. Valid answers, and those without anything to reason about, are no finding.
function reasoning({ automatedReasoningPolicy }: GuardrailAssessment): Finding[] {
  return (automatedReasoningPolicy?.findings ?? []).flatMap((finding) => {
    const [name = 'unknown'] = Object.keys(finding);
    if (name === 'valid' || name === 'noTranslations') return [];
    const code = `reasoning.${slug(name.replace(/[A-Z]/g, ' $&'))}`;
    return [{ action: 'flag' as const, code, message: `Automated reasoning: ${name}.` }];
  });
}
