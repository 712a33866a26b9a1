import type { JsonObject, ModelCitation, TextPart } from '@ashlar/core';
import type {
  Citation,
  CitationLocation,
  CitationsContentBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { toRaw } from './raw-block.ts';

/** What both a whole citation and a streamed one have. */
type ReadCitation = Pick<Citation, 'title' | 'source' | 'location'> & {
  readonly sourceContent?: readonly { readonly text?: string | undefined }[] | undefined;
};

export function fromCitation(citation: ReadCitation): ModelCitation {
  const { title, source, sourceContent, location } = citation;
  return {
    ...(title !== undefined && { title }),
    ...(source !== undefined && { source }),
    ...(sourceContent !== undefined && {
      quote: sourceContent.map(({ text }) => text ?? '').join(''),
    }),
    ...(location !== undefined && { location: toRaw(location) }),
  };
}

/** The text that was cited for; `undefined` when the block has no text. */
export function fromCitations({ content, citations }: CitationsContentBlock): TextPart | undefined {
  if (content === undefined || content.some(({ text }) => text === undefined)) return undefined;
  const text = content.map((piece) => piece.text ?? '').join('');
  return { type: 'text', text, citations: (citations ?? []).map(fromCitation) };
}

export function toCitations(part: TextPart): CitationsContentBlock {
  return { content: [{ text: part.text }], citations: (part.citations ?? []).map(toCitation) };
}

function toCitation({ title, source, quote, location }: ModelCitation): Citation {
  return {
    ...(title !== undefined && { title }),
    ...(source !== undefined && { source }),
    ...(quote !== undefined && { sourceContent: [{ text: quote }] }),
    ...(location !== undefined && { location: toLocation(location) }),
  };
}

const locations = new Set([
  'web',
  'documentChar',
  'documentPage',
  'documentChunk',
  'searchResultLocation',
]);

function toLocation(location: JsonObject): CitationLocation {
  const [name, value] = Object.entries(location)[0] ?? ['', null];
  return locations.has(name)
    ? ({ [name]: value } as unknown as CitationLocation)
    : { $unknown: [name, value] };
}
