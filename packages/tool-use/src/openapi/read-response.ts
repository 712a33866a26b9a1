import type { Json } from '@ashlar/core';
import { type ToolContent, toolContent } from '../results/tool-content.ts';

/** What a service answered, as a tool can give it on. */
export type ReadBody =
  | { readonly ok: true; readonly value: Json | ToolContent }
  | { readonly ok: false; readonly problem: 'too-large' };

const images = /^image\/(png|jpeg|gif|webp)$/;

/**
 * The body of a response: JSON as it is, text as text, images and PDF as parts that a model can look at, anything else as its size.
 * Reads at most `limit` bytes and lets the connection go.
 *
 * @param clean takes out of a text what must not be shown
 */
export async function readBody(
  response: Response,
  limit: number,
  clean: (text: string) => string,
): Promise<ReadBody> {
  const bytes = await readBytes(response, limit);
  if (bytes === undefined) return { ok: false, problem: 'too-large' };
  if (bytes.length === 0) return { ok: true, value: { status: response.status } };
  const mediaType =
    (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return { ok: true, value: decoded(bytes, mediaType, clean) };
}

function decoded(
  bytes: Uint8Array,
  mediaType: string,
  clean: (text: string) => string,
): Json | ToolContent {
  const image = images.exec(mediaType)?.[1];
  if (image !== undefined) {
    const source = { base64: base64(bytes) };
    return toolContent([{ type: 'image', format: image, source }]);
  }
  if (mediaType === 'application/pdf') {
    const source = { base64: base64(bytes) };
    return toolContent([{ type: 'document', name: 'response', format: 'pdf', source }]);
  }
  const text = clean(new TextDecoder().decode(bytes));
  if (/^application\/(?:.*\+)?json$/.test(mediaType) || mediaType === '') return parsed(text);
  if (/^text\/|[/+]xml$|^application\/(?:javascript|yaml|x-yaml|x-ndjson)$/.test(mediaType))
    return text;
  return { mediaType, bytes: bytes.length, note: 'The content is binary and was left out.' };
}

// Services that call their text JSON are common, and the model can read it all the same.
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The whole body, or undefined when it is larger than `limit`. */
async function readBytes(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const { body } = response;
  if (body === null) return new Uint8Array();
  if (Number(response.headers.get('content-length') ?? 0) > limit) {
    await body.cancel();
    return undefined;
  }
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(binary);
}
