import type { DocumentAttributes } from '../index/document.ts';

/** A document that can be read, from a folder or anywhere else. */
export interface SourceFile extends DocumentAttributes {
  /** Names it in the index and in citations: a relative path, a URL. */
  readonly source: string;
  /** What it is, where the name does not say: `text/html`. */
  readonly mediaType?: string;
  read(): Promise<Uint8Array>;
}

/** Why a document is not in the index. */
export type SkipReason =
  | 'binary'
  | 'duplicate'
  | 'empty'
  | 'encrypted'
  | 'link'
  | 'not-utf-8'
  | 'timeout'
  | 'too-complex'
  | 'too-large'
  | 'unreadable'
  | 'unsupported'
  | 'wrong-type';

/** A document that was left out, with a sentence that says why. */
export interface Skipped {
  readonly source: string;
  readonly skipped: SkipReason;
  readonly message: string;
}

export type SourceItem = SourceFile | Skipped;
