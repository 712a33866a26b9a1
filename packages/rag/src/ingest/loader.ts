import type { JsonObject } from '@ashlar/core';
import type { Block } from '../split/block.ts';
import type { Skipped } from './source-file.ts';

/** Where a part of a canonical text begins in the original. */
export interface Place {
  /** Offset in the canonical text. */
  readonly start: number;
  /** In the terms of the format: `{ page: 3 }`, `{ sheet: 'Prices', cell: 'A5' }`. */
  readonly location: JsonObject;
}

/** The canonical text of a document: what offsets and quotes refer to. */
export interface LoadedText {
  readonly text: string;
  /** @default what the text itself says */
  readonly title?: string;
  /** Its structure, in text order. @default read from the text, as Markdown */
  readonly blocks?: readonly Block[];
  /** The map back to the original, in text order; each place holds until the next one. @default none */
  readonly places?: readonly Place[];
}

/** Turns one kind of file into text. The seam for other formats: pass your own to `openIndex`. */
export interface Loader {
  /** Decided by the name, and by the media type where the source knows one; nothing is read for it. */
  accepts(source: string, mediaType?: string): boolean;
  load(bytes: Uint8Array, source: string): LoadedText | Skipped | Promise<LoadedText | Skipped>;
}
