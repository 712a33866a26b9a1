import type { Origin, Role, TextPart } from '@ashlar/core';
import type { ContentBlock, SystemContentBlock } from '@aws-sdk/client-bedrock-runtime';

type Guardable = ContentBlock.TextMember | ContentBlock.GuardContentMember;

/**
 * Text as it is, or tagged for the guardrail when its origin is one of `guarded`. Each tagged text is evaluated; beyond that what the
 * user says is the query and what was retrieved the source of contextual grounding. Text without a label comes from its role.
 */
export function guardable(
  { text, label }: TextPart,
  role: Exclude<Role, 'assistant'>,
  guarded: readonly Origin[],
): Guardable & SystemContentBlock {
  const origin = label?.origin ?? role;
  if (!guarded.includes(origin)) return { text };
  const grounding = { user: 'query', retrieval: 'grounding_source' } as const;
  const about = origin === 'user' || origin === 'retrieval' ? [grounding[origin]] : [];
  return { guardContent: { text: { text, qualifiers: [...about, 'guard_content'] } } };
}
