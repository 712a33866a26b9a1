import type { Constraint } from './constraints.ts';

const modelId: Constraint = { length: [1, 2048], pattern: '[a-zA-Z0-9:._/-]+' };
const knowledgeBaseId: Constraint = {
  length: [10, 2048],
  pattern:
    '[0-9a-zA-Z]{10}|arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:knowledge-base/[0-9a-zA-Z]{10}',
};

/**
 * Limits of what stands in the path, by label. Source: botocore's service models of 2026-08-07; the pattern of a model id
 * is there a list of alternatives, of which we hold the characters only.
 */
export const labelConstraints: Readonly<Record<string, Constraint>> = {
  modelId,
  guardrailIdentifier: {
    length: [0, 2048],
    pattern: '([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+)',
  },
  guardrailVersion: { pattern: '([1-9][0-9]{0,7})|(DRAFT)' },
  knowledgeBaseId,
  dataSourceId: { length: [0, 10], pattern: '[0-9a-zA-Z]+' },
  documentId: { length: [1, 1825], pattern: '[^\\p{C}]*' },
};
