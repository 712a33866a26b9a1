import type { ChatFeature, MediaSource } from '@ashlar/core';
import { decodeBase64, encodeBase64 } from './base64.ts';
import type { Dialect } from './dialect.ts';
import { requestMetadata } from './request-metadata.ts';

/**
 * `ChatBedrockConverse` of `@langchain/aws` (read at 1.4.5). Media, documents and cache points pass through it as the members that
 * Converse has; what it drops or throws on is refused before.
 */
export const bedrockDialect: Dialect = {
  features(model) {
    const { supportsToolChoiceValues: choices } = model as { supportsToolChoiceValues?: unknown };
    const chooses = Array.isArray(choices) && choices.includes('tool') && choices.includes('any');
    const always = [
      'tools',
      'streaming',
      'system',
      'images',
      'documents',
      'reasoning',
      'cache-points',
    ] as const satisfies readonly ChatFeature[];
    return chooses ? [...always, 'tool-choice'] : always;
  },
  image: ({ format, source }) => ({ type: 'image', image: { format, source: media(source) } }),
  audio: ({ format, source }) => ({ type: 'audio', audio: { format, source: media(source) } }),
  video: ({ format, source }) => ({ type: 'video', video: { format, source: media(source) } }),
  document({ name, format, source, context, citations }) {
    // The answer to it would hold citations, and those make its stream throw.
    if (citations === true) return undefined;
    const content = 'text' in source ? { text: source.text } : media(source);
    const document = { name, format, source: content, ...(context !== undefined && { context }) };
    return { type: 'document', document };
  },
  cachePoint: ({ ttl }) => ({
    type: 'cache_point',
    cachePoint: { type: 'default', ...(ttl !== undefined && { ttl }) },
  }),
  reasoning({ text, signature, redacted }) {
    if (redacted !== undefined) {
      return text === undefined && signature === undefined
        ? { type: 'reasoning_content', redactedContent: redacted }
        : undefined;
    }
    // Reasoning without text is dropped on the way, its signature with it.
    if (text === undefined || text === '') return undefined;
    return { type: 'reasoning', reasoning: text, ...(signature !== undefined && { signature }) };
  },
  repeatsUnknown: false,
  textAfterResults: false,
  read(block) {
    const { type, image, redactedContent } = block;
    if (type === 'reasoning_content' && typeof redactedContent === 'string') {
      return { type: 'reasoning', redacted: redactedContent };
    }
    const { format, source } = (image ?? {}) as { format?: unknown; source?: { bytes?: unknown } };
    if (type === 'image' && typeof format === 'string' && source?.bytes instanceof Uint8Array) {
      return { type: 'image', format, source: { base64: encodeBase64(source.bytes) } };
    }
    return undefined;
  },
  choose: (name) => ({ tool: { name } }),
  none: undefined,
  metadata(entries) {
    const metadata = requestMetadata(entries);
    return metadata === undefined ? {} : { requestMetadata: metadata };
  },
  problem(option, model) {
    if (!callOptions.has(option)) return 'ChatBedrockConverse would drop it in silence';
    const own = (model as unknown as Readonly<Record<string, unknown>>)[option];
    // For these two the constructor's value beats the one of the call.
    const beaten = option === 'additionalModelRequestFields' || option === 'guardrailConfig';
    return beaten && own !== undefined ? 'the model was made with one, which wins' : undefined;
  },
};

const callOptions: ReadonlySet<string> = new Set([
  'additionalModelRequestFields',
  'cache_control',
  'guardrailConfig',
  'performanceConfig',
  'serviceTier',
  'streamIdleTimeout',
]);

function media(source: MediaSource): object {
  return 'uri' in source
    ? { s3Location: { uri: source.uri } }
    : { bytes: decodeBase64(source.base64) };
}
