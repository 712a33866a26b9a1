import { inverseDocumentFrequency } from '@ashlar/text';
import { lengthNorm, MOST } from './length-norms.ts';
import type { CountedList } from './pair-list.ts';
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
  readonly lists: readonly (CountedList & { readonly times: number })[];
}

/**
 * How much of the question whole documents hold, as `hybridIndex` over them would score: the same channels, with counts,
 * lengths and frequencies of documents instead of passages. Only for the documents of `wanted`; reads each list once.
 */
export function documentScores(
  documents: DocumentSource,
  channels: readonly AskedChannel[],
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, number> {
  const numbers = [...wanted];
  const places = new Int32Array(documents.size);
  numbers.forEach((number, place) => {
    places[number] = place + 1;
  });
  const scores = new Float64Array(numbers.length);
  let total = 0;
  for (const { name, weight, lists } of channels) {
    const lengths = documents.lengths(name as ChannelName);
    const average = documents.averageLength(name as ChannelName);
    const norms = numbers.map((number) => lengthNorm(lengths[number] as number, average));
    const sums = new Float64Array(numbers.length);
    let attainable = 0;
    for (const list of lists) {
      const { counts, frequency } = countIn(list, documents.of, places, numbers.length);
      const most = list.times * inverseDocumentFrequency(frequency, documents.count) * MOST;
      attainable += most;
      for (let place = 0; place < sums.length; place += 1) {
        const count = counts[place] as number;
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
  return new Map(numbers.map((number, place) => [number, (scores[place] as number) / total]));
}

/** How often a term occurs in the documents that have a place, and in how many of all documents it does. */
function countIn(
  { passages, counts: own }: CountedList,
  of: Int32Array,
  places: Int32Array,
  wanted: number,
): { readonly counts: Int32Array; readonly frequency: number } {
  const counts = new Int32Array(wanted);
  let frequency = 0;
  let last = -1;
  for (let i = 0; i < passages.length; i += 1) {
    const document = of[passages[i] as number] as number;
    if (document !== last) frequency += 1;
    last = document;
    const place = places[document] as number;
    if (place > 0) counts[place - 1] = (counts[place - 1] as number) + (own[i] as number);
  }
  return { counts, frequency };
}
