import type { Fits } from './cut-span.ts';
import { estimateTokens, type TokenCounter } from './estimate-tokens.ts';
import { packSpans } from './pack-spans.ts';
import { passagesOf } from './passages-of.ts';
import { requireLength } from './require-length.ts';
import { sentencesThatFit } from './sentence-splitter.ts';
import { type Splitter, splitterOf } from './splitter.ts';

/** Options of {@link tokenSplitter}; lengths are in tokens. */
export interface TokenOptions {
  /** A chunk has no more tokens than this; 2 at least. @default 200 */
  readonly size?: number;
  /** Whole sentences of a chunk that are repeated in the next, at most this many tokens. @default 0 */
  readonly overlap?: number;
  /** Called about twice for each sentence, with at most a chunk and a sentence. @default estimateTokens */
  readonly count?: TokenCounter;
  /** Names the counter: documents are split again when it changes. @default the name of the function */
  readonly counter?: string;
}

/**
 * Splits between sentences into chunks that are measured in tokens: for an embedder that cuts off what is longer than it
 * reads. With a tokenizer as `count` the limit is exact.
 */
export function tokenSplitter(options: TokenOptions = {}): Splitter {
  const { size = 200, overlap = 0, count = estimateTokens, counter = count.name } = options;
  requireLength('size', size, 2);
  return splitterOf('token', { size, overlap, counter }, (document) => {
    const { text } = document;
    const within =
      (limit: number): Fits =>
      ({ start, end }) =>
        count(text.slice(start, end)) <= limit;
    const fits = within(size);
    const sentences = sentencesThatFit(text, fits);
    const repeats = overlap > 0 ? { repeats: within(overlap) } : {};
    return passagesOf(document, packSpans(sentences, { fits, ...repeats }));
  });
}
