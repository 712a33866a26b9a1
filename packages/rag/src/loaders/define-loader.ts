import { AshlarError } from '@ashlar/core';
import type { LoadedText, Loader } from '../ingest/loader.ts';
import { type LoadLimits, limitsOf } from './load-limits.ts';
import { Refusal } from './refusal.ts';
import { type Content, latin, sniff } from './sniff.ts';

/** A kind of file that is read. */
export interface FileKind {
  readonly names: RegExp;
  readonly types: readonly string[];
  /** What its bytes have to be. */
  readonly content: Content;
  /** What people call it. */
  readonly called: string;
  /** The text; a {@link Refusal} or an error of a library is a file that stays out. */
  load(bytes: Uint8Array, limits: Required<LoadLimits>, source: string): Promise<LoadedText>;
}

/** A loader that keeps out what is too large, empty, encrypted or something else than its name says. */
export function defineLoader(kind: FileKind, limits: LoadLimits = {}): Loader {
  const all = limitsOf(limits);
  const { names, types, content, called } = kind;
  return {
    accepts: (source, mediaType) =>
      mediaType === undefined ? names.test(source) : types.includes(mediaType),
    async load(bytes, source) {
      try {
        requireSize(bytes, all);
        requireContent(bytes, content, called);
        const loaded = await kind.load(bytes, all, source);
        if (!/[^\s\uFEFF]/.test(loaded.text)) throw new Refusal('empty', 'holds no text');
        if (loaded.text.length <= all.maxCharacters) return loaded;
        throw tooMuchText(all);
      } catch (error) {
        if (error instanceof AshlarError) throw error;
        const refusal = error instanceof Refusal ? error : broken(error, called);
        return { source, skipped: refusal.reason, message: `${source} ${refusal.message}.` };
      }
    },
  };
}

/** The refusal of a text that grows too long. */
export function tooMuchText({ maxCharacters }: Required<LoadLimits>): Refusal {
  return new Refusal('too-large', `holds more than ${maxCharacters} characters of text`);
}

function requireSize({ length }: Uint8Array, { maxBytes }: Required<LoadLimits>): void {
  if (length > maxBytes) {
    throw new Refusal('too-large', `has ${length} bytes, more than ${maxBytes}`);
  }
}

function requireContent(bytes: Uint8Array, wanted: Content, called: string): void {
  const found = sniff(bytes);
  if (found === wanted) return;
  if (found === 'empty') throw new Refusal('empty', 'is empty');
  if (found === 'ole' && wanted === 'zip') {
    const text = latin(bytes.subarray(0, 8192)) + latin(bytes.subarray(-8192));
    if (/E\0n\0c\0r\0y\0p\0t/.test(text)) {
      throw new Refusal('encrypted', 'is encrypted; remove its password');
    }
    throw new Refusal(
      'wrong-type',
      `is a file of Office 97, not ${called}; save it in the new format`,
    );
  }
  if (found === 'binary' && wanted === 'text') {
    throw new Refusal('binary', 'is binary, or text in UTF-16 without a byte order mark');
  }
  throw new Refusal('wrong-type', `is named as ${called}, but its content is ${NAMES[found]}`);
}

const NAMES: Readonly<Record<Content, string>> = {
  binary: 'something else',
  empty: 'empty',
  ole: 'a file of Office 97',
  pdf: 'a PDF',
  text: 'text',
  zip: 'a ZIP archive',
};

function broken(error: unknown, called: string): Refusal {
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError)
    return new Refusal('too-complex', `is nested too deeply: ${why}`);
  return new Refusal('unreadable', `is broken, or no ${called}: ${why.replace(/\.$/, '')}`);
}
