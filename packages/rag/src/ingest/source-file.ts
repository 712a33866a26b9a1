import type { DocumentAttributes } from '../index/document.ts';

/** A document that can be read, from a folder or anywhere else. */
export interface SourceFile extends DocumentAttributes {
  /** Names it in the index and in citations: a relative path, a URL. */
  readonly source: string;
  /** What it is, where the name does not say: `text/html`. */
  readonly mediaType?: string;
  read(): Promise<Uint8Array>;
}

/**
 * Why a document was not read. `unreadable` and `timeout` say nothing of what it holds by now: what was ingested of it, or below it,
 * stays. After any other reason it leaves the index, `missing` among them: it is known to be gone.
 */
export type SkipReason =
  | 'binary'
  | 'duplicate'
  | 'empty'
  | 'encrypted'
  | 'link'
  | 'missing'
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

/** Whether a reason leaves open what the source holds by now. */
export function saysNothing({ skipped }: Skipped): boolean {
  return skipped === 'unreadable' || skipped === 'timeout';
}

export type SourceItem = SourceFile | Skipped;
