import type { AudioPart, DocumentPart, ImagePart, Label, Part, TextPart } from '@ashlar/core';
import type { ContentBlock, ReadResourceResult } from '@modelcontextprotocol/client';

type Media = ImagePart | AudioPart | DocumentPart | TextPart;

/** Everything that a server sends is a tool's, whatever it says of itself. */
export const fromServer: Label = { origin: 'tool' };

const images = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);
const documents = new Map([
  ['application/pdf', 'pdf'],
  ['text/csv', 'csv'],
  ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
]);

/** A block of a server's content as parts of ours; what models cannot be given is named instead. */
export function readContent(block: ContentBlock): Part {
  switch (block.type) {
    case 'text':
      return text(block.text);
    case 'image':
    case 'audio':
      return media(block.mimeType, block.data, block.type);
    case 'resource':
      return readResource(block.resource);
    case 'resource_link':
      return text(`(resource ${block.uri}: ${block.title ?? block.name})`);
    default:
      return text('(content of a kind that is not known)');
  }
}

/** A resource as a part: text with its address, an image, a document, or a note of what it is. */
export function readResource(resource: ReadResourceResult['contents'][number]): Part {
  const { uri, mimeType = 'application/octet-stream' } = resource;
  if ('text' in resource) return text(`${uri}\n${resource.text}`);
  return media(mimeType, resource.blob, uri);
}

function media(mimeType: string, base64: string, name: string): Media {
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  const source = { base64 };
  const image = images.get(type);
  if (image !== undefined) return { type: 'image', format: image, source, label: fromServer };
  const document = documents.get(type);
  if (document !== undefined)
    return { type: 'document', name: fileName(name), format: document, source, label: fromServer };
  if (type.startsWith('audio/'))
    return { type: 'audio', format: type.slice('audio/'.length), source, label: fromServer };
  return text(`(${type}, ${Math.floor((base64.length * 3) / 4)} bytes, not shown)`);
}

// What Bedrock takes as the name of a document.
function fileName(name: string): string {
  const last = name.split('/').at(-1) ?? name;
  return (
    last
      .replace(/[^a-zA-Z0-9 \-()[\]]/g, '-')
      .replace(/ +/g, ' ')
      .slice(0, 100) || 'document'
  );
}

function text(value: string): TextPart {
  return { type: 'text', text: value, label: fromServer };
}
