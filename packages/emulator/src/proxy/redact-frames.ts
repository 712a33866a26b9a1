import type { Json, JsonObject } from '@ashlar/core';
import { parseJson } from '../parse-json.ts';
import { encodeFrame } from '../wire/frame.ts';
import { at, isObject, numberAt, stringAt } from '../wire/read.ts';
import type { Redact } from './redact.ts';

interface Frame {
  readonly headers: Buffer;
  payload: string;
}

/**
 * An event stream with its payloads redacted and its checksums made anew. What only shows when the pieces of a text are joined is
 * taken out as well: then the first piece holds the whole redacted text and the others are empty.
 */
export function redactFrames(bytes: Buffer, redact: Redact): Buffer {
  const frames = decode(bytes);
  for (const pieces of joined(frames)) {
    const whole = redact(pieces.map(({ text }) => text).join(''));
    if (whole === pieces.map(({ text }) => redact(text)).join('')) continue;
    pieces.forEach((piece, index) => {
      piece.replace(index === 0 ? whole : '');
    });
  }
  for (const frame of frames) frame.payload = inside(frame.payload, redact);
  return Buffer.concat(
    frames.map(({ headers, payload }) => encodeFrame(headers, Buffer.from(payload))),
  );
}

function decode(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  let start = 0;
  while (start + 16 <= bytes.length) {
    const total = bytes.readUInt32BE(start);
    const headersLength = bytes.readUInt32BE(start + 4);
    // What is left of a cut stream is no frame any more and could hold anything.
    if (total < 16 + headersLength || start + total > bytes.length) break;
    const body = start + 12 + headersLength;
    frames.push({
      headers: bytes.subarray(start + 12, body),
      payload: bytes.subarray(body, start + total - 4).toString('utf8'),
    });
    start += total;
  }
  return frames;
}

/** The chunks of InvokeModelWithResponseStream hold their JSON as base64. */
function inside(payload: string, change: Redact): string {
  const value = parseJson(payload);
  const inner = stringAt(value, 'bytes');
  if (!isObject(value) || inner === undefined) return change(payload);
  const text = change(Buffer.from(inner, 'base64').toString('utf8'));
  return JSON.stringify({ ...value, bytes: Buffer.from(text).toString('base64') });
}

interface Piece {
  readonly text: string;
  replace(text: string): void;
}

/** Where the streams of the services and of their vendors hold pieces of a longer text. */
const places: readonly (readonly string[])[] = [
  ['delta', 'text'],
  ['delta', 'toolUse', 'input'],
  ['delta', 'reasoningContent', 'text'],
  ['delta', 'partial_json'],
  ['delta', 'thinking'],
  ['contentBlockDelta', 'delta', 'text'],
  ['contentBlockDelta', 'delta', 'toolUse', 'input'],
  ['text'],
];

/** The pieces of each text, by its place and block, in their order. */
function joined(frames: readonly Frame[]): readonly (readonly Piece[])[] {
  const texts = new Map<string, Piece[]>();
  for (const frame of frames) {
    inside(frame.payload, (json) => {
      const value = parseJson(json);
      for (const path of isObject(value) ? places : []) {
        const text = path.reduce<Json | undefined>((inner, key) => at(inner, key), value);
        if (typeof text !== 'string') continue;
        const block = numberAt(value, 'contentBlockIndex') ?? numberAt(value, 'index') ?? 0;
        const key = `${path.join('.')} ${block}`;
        const replace = (by: string): void => {
          frame.payload = inside(frame.payload, (own) => put(own, path, by));
        };
        texts.set(key, [...(texts.get(key) ?? []), { text, replace }]);
      }
      return json;
    });
  }
  return [...texts.values()];
}

function put(json: string, path: readonly string[], text: string): string {
  const value = parseJson(json);
  return isObject(value) ? JSON.stringify(withText(value, path, text)) : json;
}

function withText(
  value: JsonObject,
  [key = '', ...rest]: readonly string[],
  text: string,
): JsonObject {
  const member = value[key];
  return {
    ...value,
    [key]: rest.length === 0 || !isObject(member) ? text : withText(member, rest, text),
  };
}
