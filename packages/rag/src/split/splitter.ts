import type { CallContext } from '@ashlar/core';
import type { LoadedText } from '../ingest/loader.ts';
import type { SplitDocument } from './split-document.ts';

/**
 * Cuts a document into passages. Every passage is the document's text at its offsets; what lies between passages is white space
 * or markup without words.
 */
export interface Splitter {
  /** @param context of the run that ingests: what models are asked on */
  (document: LoadedText, context?: CallContext): SplitDocument | Promise<SplitDocument>;
  /** Its name and its options: with another one, documents are split again. */
  readonly id: string;
}

/** A splitter out of a function; `options` become part of its id. */
export function splitterOf(
  name: string,
  options: object,
  split: (document: LoadedText, context?: CallContext) => SplitDocument | Promise<SplitDocument>,
): Splitter {
  return Object.assign(split, { id: `${name} ${JSON.stringify(options)}` });
}
