import type { Skipped } from './source-file.ts';

/** The canonical text of a document: what offsets and quotes refer to. */
export interface LoadedText {
  readonly text: string;
}

/** Turns one kind of file into text. The seam for other formats: pass your own to `openIndex`. */
export interface Loader {
  /** Decided by the name alone. */
  accepts(source: string): boolean;
  load(bytes: Uint8Array, source: string): LoadedText | Skipped | Promise<LoadedText | Skipped>;
}
