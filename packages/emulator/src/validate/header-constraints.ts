import type { Constraint } from './constraints.ts';

/** Limits of the headers of InvokeModel, with the members that they are. Source: botocore's `bedrock-runtime` of 2026-08-07. */
export const headerConstraints: Readonly<Record<string, readonly [string, Constraint]>> = {
  'x-amzn-bedrock-trace': ['trace', { values: ['ENABLED', 'DISABLED', 'ENABLED_FULL'] }],
  'x-amzn-bedrock-guardrailidentifier': [
    'guardrailIdentifier',
    {
      length: [0, 2048],
      pattern:
        '(|([a-z0-9]+)|(arn:aws(-[^:]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:guardrail/[a-z0-9]+))',
    },
  ],
  'x-amzn-bedrock-guardrailversion': [
    'guardrailVersion',
    { pattern: '(|([1-9][0-9]{0,7})|(DRAFT))' },
  ],
  'x-amzn-bedrock-performanceconfig-latency': [
    'performanceConfigLatency',
    { values: ['standard', 'optimized'] },
  ],
  'x-amzn-bedrock-service-tier': [
    'serviceTier',
    { values: ['priority', 'default', 'flex', 'reserved'] },
  ],
  'x-amzn-bedrock-request-metadata': ['requestMetadata', { length: [0, 8500] }],
};
