import type { Origin, Part, Role, TextPart } from '@ashlar/core';
import type { ContentBlock, SystemContentBlock } from '@aws-sdk/client-bedrock-runtime';
import { toImage } from './media.ts';

/** Kinds of parts that a tag can hold, or that hold nothing to look at. Tool results cannot hold tags: origin `tool` is not offered. */
const taggable: ReadonlySet<Part['type']> = new Set([
  'text',
  'json',
  'cache-point',
  'tool-result',
  'other',
]);

/**
 * Whether a part would slip past a guardrail that was told to look at its origin: where anything is tagged, what has no tag is not
 * evaluated, and files, search results, sound and film cannot have one.
 */
export function escapes(part: Part, role: Role, guarded: readonly Origin[]): boolean {
  if (role === 'assistant' || !guarded.includes(part.label?.origin ?? role)) return false;
  return part.type === 'image' ? !isGuardImage(part) : !taggable.has(part.type);
}

/** An image as it is, or tagged like {@link guardable} text. */
export function guardableImage(
  part: Extract<Part, { type: 'image' }>,
  role: Role,
  guarded: readonly Origin[],
): ContentBlock {
  const image = toImage(part);
  const tagged = role !== 'assistant' && guarded.includes(part.label?.origin ?? role);
  if (!tagged || (image.format !== 'png' && image.format !== 'jpeg')) return { image };
  const bytes = image.source?.bytes;
  if (bytes === undefined) return { image };
  return { guardContent: { image: { format: image.format, source: { bytes } } } };
}

function isGuardImage(part: Extract<Part, { type: 'image' }>): boolean {
  return 'base64' in part.source && /^(image\/|\.)?(png|jpe?g)$/i.test(part.format);
}

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
