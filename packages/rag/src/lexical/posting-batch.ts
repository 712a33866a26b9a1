import { pairLength } from './pairs.ts';
import {
  appendPosting,
  OFFSET_BITS,
  type OpenPostings,
  openPostings,
  toPart,
} from './posting-codec.ts';
import { termNumbers } from './term-numbers.ts';

/** Passages per row of postings: what one change has to rewrite at most, per term. */
export const BLOCK: number = 1 << OFFSET_BITS;

/** How long a passage is in each channel. */
export interface PassageLengths {
  readonly words: number;
  readonly ngrams: number;
  readonly pairs: number;
}

/** Postings that are to be written: a part of a row by term and block. */
export interface PostingBatch {
  /** Passages must come with rising numbers. */
  add(passage: number, searchable: string): PassageLengths;
  /** The keys of a text's terms: what has to be looked at when it is removed. */
  keysOf(searchable: string): Iterable<string>;
  /** Sorted by key, then block. */
  rows(): Generator<readonly [key: string, block: number, bytes: Uint8Array]>;
}

/** The rows of one term: the last one is still open. */
type TermRows = { readonly block: number; readonly postings: OpenPostings }[];

/** Collects the postings of many passages before they are written. */
export function postingBatch(): PostingBatch {
  const { analyse, keys, spaced } = termNumbers();
  const rowsOf: (TermRows | undefined)[] = [];

  const append = (
    term: number,
    passage: number,
    count: number,
    positions: readonly number[],
  ): void => {
    const block = Math.floor(passage / BLOCK);
    rowsOf[term] ??= [];
    const rows = rowsOf[term];
    let row = rows.at(-1);
    if (row?.block !== block) {
      row = { block, postings: openPostings() };
      rows.push(row);
    }
    appendPosting(row.postings, passage % BLOCK, count, positions);
  };

  return {
    add(passage, searchable) {
      const { words, ngrams } = analyse(searchable);
      const places = new Map<number, number[]>();
      let position = 0;
      for (const word of words) {
        let own = places.get(word);
        if (own === undefined) {
          own = [];
          places.set(word, own);
        }
        if (spaced[word]) position += 1;
        own.push(position);
      }
      for (const [word, own] of places) {
        append(word, passage, own.length, spaced[word] ? own : NONE);
      }
      for (const [ngram, count] of runs(ngrams)) append(ngram, passage, count, NONE);
      return { words: words.length, ngrams: ngrams.length, pairs: pairLength(position) };
    },
    keysOf(searchable) {
      const { words, ngrams } = analyse(searchable);
      return [...new Set([...words, ...ngrams])].map((term) => keys[term] as string);
    },
    *rows() {
      const terms = keys.flatMap((key, term) =>
        rowsOf[term] === undefined ? [] : [{ key, term }],
      );
      for (const { key, term } of terms.sort((a, b) => (a.key < b.key ? -1 : 1))) {
        for (const { block, postings } of rowsOf[term] as TermRows) {
          yield [key, block, toPart(postings)];
        }
      }
    },
  };
}

/** Distinct numbers and how often each occurs: sorting beats a map here. */
function* runs(numbers: readonly number[]): Generator<readonly [value: number, count: number]> {
  const sorted = Int32Array.from(numbers).sort();
  let from = 0;
  for (let at = 1; at <= sorted.length; at += 1) {
    if (at < sorted.length && sorted[at] === sorted[from]) continue;
    yield [sorted[from] as number, at - from];
    from = at;
  }
}

const NONE: readonly number[] = [];
