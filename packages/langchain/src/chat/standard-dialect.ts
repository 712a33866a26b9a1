import type { ChatFeature, DocumentPart } from '@ashlar/core';
import type { Dialect } from './dialect.ts';

/** What the integrations have in common: LangChain's data blocks, and nothing that only some understand. */
export const standardDialect: Dialect = {
  features(model) {
    const { profile } = model as { readonly profile?: Profile };
    const tools = typeof model.bindTools === 'function' && profile?.toolCalling !== false;
    const known: readonly (readonly [ChatFeature, boolean | undefined])[] = [
      ['tools', tools],
      ['tool-choice', tools && profile?.toolChoice],
      ['streaming', true],
      ['system', true],
      ['images', profile?.imageInputs],
      ['documents', profile?.pdfInputs],
      ['reasoning', profile?.reasoningOutput],
    ];
    return known.flatMap(([feature, has]) => (has === true ? [feature] : []));
  },
  image: ({ format, source }) =>
    'base64' in source
      ? {
          type: 'image_url',
          image_url: { url: `data:image/${format};base64,${source.base64}` },
        }
      : undefined,
  audio: ({ format, source }) =>
    'base64' in source
      ? { type: 'audio', source_type: 'base64', mime_type: `audio/${format}`, data: source.base64 }
      : undefined,
  video: () => undefined,
  document(part) {
    const { source, name, context, citations } = part;
    if (context !== undefined || citations === true) return undefined;
    const common = { type: 'file', mime_type: mimeType(part), metadata: { name } };
    if ('text' in source) return { ...common, source_type: 'text', text: source.text };
    if ('base64' in source) return { ...common, source_type: 'base64', data: source.base64 };
    return undefined;
  },
  cachePoint: () => undefined,
  reasoning: ({ text, signature, redacted }) =>
    text === undefined || redacted !== undefined
      ? undefined
      : { type: 'reasoning', reasoning: text, ...(signature !== undefined && { signature }) },
  repeatsUnknown: true,
  textAfterResults: true,
  read: () => undefined,
  choose: (tool) => tool,
  none: 'none',
  metadata: () => ({}),
  problem: () => undefined,
};

/** Of `ModelProfile` of LangChain: what is read here. */
export interface Profile {
  readonly toolCalling?: boolean;
  readonly toolChoice?: boolean;
  readonly imageInputs?: boolean;
  readonly pdfInputs?: boolean;
  readonly reasoningOutput?: boolean;
  readonly maxInputTokens?: number;
  readonly maxOutputTokens?: number;
}

const mimeTypes: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  md: 'text/markdown',
  pdf: 'application/pdf',
  txt: 'text/plain',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

function mimeType({ format }: DocumentPart): string {
  return mimeTypes[format] ?? `application/${format}`;
}
