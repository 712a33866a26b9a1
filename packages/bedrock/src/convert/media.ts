import type {
  AudioPart,
  DocumentPart,
  ImagePart,
  MediaSource,
  Part,
  SearchResultPart,
  VideoPart,
} from '@ashlar/core';
import type {
  AudioBlock,
  ContentBlock,
  DocumentBlock,
  ImageBlock,
  SearchResultBlock,
  ToolResultContentBlock,
  VideoBlock,
} from '@aws-sdk/client-bedrock-runtime';
import { decodeBase64, encodeBase64 } from './base64.ts';

type Source = { bytes: Uint8Array } | { s3Location: { uri: string } };
type ReadSource = ImageBlock['source'] | VideoBlock['source'] | AudioBlock['source'];

export function toImage(part: ImagePart): ImageBlock {
  return { format: format(part.format), source: toSource(part.source) } as ImageBlock;
}

export function toAudio(part: AudioPart): AudioBlock {
  return { format: format(part.format), source: toSource(part.source) } as AudioBlock;
}

/** A block of what messages and tool results hold alike. */
export function toSharedBlock(
  part: VideoPart | DocumentPart | SearchResultPart,
): Pick<ContentBlock, 'video' | 'document' | 'searchResult'> {
  if (part.type === 'video') return { video: toVideo(part) };
  return part.type === 'document'
    ? { document: toDocument(part) }
    : { searchResult: toSearchResult(part) };
}

/** The part of a block that messages and tool results hold alike; `undefined` for any other block. */
export function fromSharedBlock({
  text,
  image,
  video,
  document,
  searchResult,
}: ContentBlock | ToolResultContentBlock): Part | undefined {
  if (text !== undefined) return { type: 'text', text };
  if (image !== undefined) return fromMedia('image', image);
  if (video !== undefined) return fromMedia('video', video);
  if (document !== undefined) return fromDocumentBlock(document);
  return searchResult && fromSearchResult(searchResult);
}

function toVideo(part: VideoPart): VideoBlock {
  return { format: format(part.format), source: toSource(part.source) } as VideoBlock;
}

function toDocument(part: DocumentPart): DocumentBlock {
  const { source } = part;
  return {
    format: format(part.format) as Exclude<DocumentBlock['format'], undefined>,
    name: documentName(part.name),
    source: 'text' in source ? { text: source.text } : toSource(source),
    ...(part.context !== undefined && { context: part.context }),
    ...(part.citations !== undefined && { citations: { enabled: part.citations } }),
  };
}

function toSearchResult(part: SearchResultPart): SearchResultBlock {
  return {
    source: part.source,
    title: part.title,
    content: part.content.map((text) => ({ text })),
    ...(part.citations !== undefined && { citations: { enabled: part.citations } }),
  };
}

/** The part of an image, audio or video block; `undefined` when it says more than a part can hold. */
export function fromMedia(
  type: 'image' | 'audio' | 'video',
  block: ImageBlock | AudioBlock | VideoBlock,
): Part | undefined {
  const source = fromSource(block.source);
  if (source === undefined || block.format === undefined || 'error' in block) return undefined;
  return { type, format: block.format, source };
}

function fromDocumentBlock(block: DocumentBlock): DocumentPart | undefined {
  const { name, format: type, context, citations } = block;
  const text = block.source?.text;
  const source = text === undefined ? fromSource(block.source) : { text };
  if (name === undefined || type === undefined || source === undefined) return undefined;
  return {
    type: 'document',
    name,
    format: type,
    source,
    ...(context !== undefined && { context }),
    ...(citations?.enabled !== undefined && { citations: citations.enabled }),
  };
}

function fromSearchResult(block: SearchResultBlock): SearchResultPart | undefined {
  const { source, title, content, citations } = block;
  if (source === undefined || title === undefined) return undefined;
  return {
    type: 'search-result',
    source,
    title,
    content: (content ?? []).map(({ text }) => text ?? ''),
    ...(citations?.enabled !== undefined && { citations: citations.enabled }),
  };
}

function toSource(source: MediaSource): Source {
  return 'base64' in source
    ? { bytes: decodeBase64(source.base64) }
    : { s3Location: { uri: source.uri } };
}

function fromSource(source: ReadSource | DocumentBlock['source']): MediaSource | undefined {
  if (source?.bytes !== undefined) return { base64: encodeBase64(source.bytes) };
  const { uri, bucketOwner } = source?.s3Location ?? {};
  return uri === undefined || bucketOwner !== undefined ? undefined : { uri };
}

// `image/png`, `.PNG` and `jpg` are what files and browsers say.
function format(name: string): string {
  const short = name.toLowerCase().replace(/^.*[/.]/, '');
  return short === 'jpg' ? 'jpeg' : short === '3gp' ? 'three_gp' : short;
}

// Converse allows letters, digits, hyphens, round and square brackets and single spaces: `report.pdf` would be refused.
function documentName(name: string): string {
  const allowed = name.replace(/[^\p{L}\p{N}\s()[\]-]/gu, '-').replace(/\s+/g, ' ');
  return allowed.slice(0, 200).trim() || 'document';
}
