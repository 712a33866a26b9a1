import { inverseDocumentFrequency } from '@ashlar/text';
import type { DocumentShare } from '../index/with-documents.ts';
import { type CountedList, countBetween } from './counted-list.ts';
import { lengthNorm, MOST } from './length-norms.ts';
import type { ChannelName } from './search-postings.ts';

/** One tenant's documents, as the terms of their passages. The passages of a document have numbers that follow each other. */
export interface DocumentSource {
  /** Documents that have passages. */
  readonly count: number;
  /** More than the highest number of a document. */
  readonly size: number;
  /** By the number of the passage. */
  readonly of: Int32Array;
  /** By the number of the document: the terms of all its passages. */
  lengths(channel: ChannelName): Int32Array;
  averageLength(channel: ChannelName): number;
}

/** What a query asks of one channel. */
export interface AskedChannel {
  readonly name: string;
  readonly weight: number;
  readonly lists: readonly { readonly list: CountedList; readonly times: number }[];
}

/**
 * How much of the question whole documents hold, as `hybridIndex` over them would score: the same channels, with counts,
 * lengths and frequencies of documents instead of passages. By document, only for those that hold one of `passages`.
 */
export function documentScores(
  documents: DocumentSource,
  channels: readonly AskedChannel[],
  passages: readonly number[],
): ReadonlyMap<number, DocumentShare> {
  const ranges = [...rangesOf(documents.of, passages)];
  const numbers = ranges.map(([number]) => number);
  const scores = new Float64Array(numbers.length);
  let total = 0;
  for (const { name, weight, lists } of channels) {
    const lengths = documents.lengths(name as ChannelName);
    const average = documents.averageLength(name as ChannelName);
    const norms = numbers.map((number) => lengthNorm(lengths[number] as number, average));
    const sums = new Float64Array(numbers.length);
    let attainable = 0;
    for (const { list, times } of lists) {
      const frequency = list.documentFrequency(documents.of);
      const most = times * inverseDocumentFrequency(frequency, documents.count) * MOST;
      attainable += most;
      for (let place = 0; place < sums.length; place += 1) {
        const [, { first, last }] = ranges[place] as Range;
        const count = countBetween(list, first, last);
        if (count === 0) continue;
        sums[place] = (sums[place] as number) + (most * count) / (count + (norms[place] as number));
      }
    }
    if (attainable === 0) continue;
    total += weight;
    for (let place = 0; place < scores.length; place += 1) {
      scores[place] = (scores[place] as number) + (weight * (sums[place] as number)) / attainable;
    }
  }
  return new Map(
    ranges.map(([number, { first, last }], place) => [
      number,
      { share: (scores[place] as number) / total, passages: last - first + 1 },
    ]),
  );
}

type Range = readonly [document: number, { readonly first: number; readonly last: number }];

/** The first and the last passage of each document that holds one of these. */
function rangesOf(of: Int32Array, passages: readonly number[]): ReadonlyMap<number, Range[1]> {
  const ranges = new Map<number, Range[1]>();
  for (const passage of passages) {
    const document = of[passage] as number;
    if (ranges.has(document)) continue;
    let first = passage;
    let last = passage;
    while (of[first - 1] === document) first -= 1;
    while (of[last + 1] === document) last += 1;
    ranges.set(document, { first, last });
  }
  return ranges;
}
