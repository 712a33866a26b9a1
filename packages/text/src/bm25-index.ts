import {
  attainableBm25,
  type Bm25Options,
  bm25TermWeight,
  type CorpusStatistics,
  inverseDocumentFrequency,
} from './bm25.ts';
import { countTerms, queryTerms } from './count-terms.ts';
import { postingTable } from './postings.ts';
import type { Analyser } from './token.ts';
import { type Scored, topK } from './top-k.ts';
import { wordAnalyser } from './word-analyser.ts';

/** Options of {@link bm25Index}. */
export interface Bm25IndexOptions extends Bm25Options {
  /** Makes the terms of documents and queries. Default {@link wordAnalyser}. */
  readonly analyse?: Analyser;
  /** Continue from {@link Bm25Index.snapshot}; analyser and parameters must be the same as then. */
  readonly snapshot?: Bm25Snapshot;
}

/** An index as plain data that survives JSON. */
export interface Bm25Snapshot {
  readonly version: 1;
  readonly terms: readonly string[];
  /** Per document: id, number of tokens, then flat pairs of term number and count. */
  readonly documents: readonly (readonly [id: string, length: number, pairs: readonly number[]])[];
}

/** What to look for and how much to return. */
export interface SearchOptions {
  /** At most this many documents. Default 10. */
  readonly k?: number;
  /** Only documents for which this is true; asked for matching documents only. */
  readonly filter?: (id: string) => boolean;
}

/** An in-memory BM25 index. It is also the statistics of its corpus. */
export interface Bm25Index extends CorpusStatistics {
  readonly analyse: Analyser;
  /** Adds a document, or replaces the one with this id. */
  add(id: string, text: string): void;
  /** Removes a document; false when there is none with this id. */
  remove(id: string): boolean;
  has(id: string): boolean;
  /** Best documents for a query, best first; documents without any of its terms are left out. */
  search(query: string, options?: SearchOptions): Scored[];
  /** The score no document can pass for this query, see {@link attainableBm25}. */
  attainable(query: string): number;
  snapshot(): Bm25Snapshot;
}

interface Entry {
  readonly id: string;
  readonly length: number;
  /** Flat pairs of term number and count: what `remove` and `snapshot` need. */
  readonly pairs: Uint32Array;
}

/**
 * BM25 over documents in memory, with incremental changes: after any of them, scores are those of an index built anew.
 *
 * Use it up to some hundred thousand chunks; a store on disk can take the same scores from `bm25Score`.
 * Adding analyses the text once; removing costs one binary search and shift per distinct term of the document, and
 * leaves a little memory behind (terms, an empty slot) that a restored snapshot does not have.
 */
export function bm25Index(options: Bm25IndexOptions = {}): Bm25Index {
  const { analyse = wordAnalyser() } = options;
  const termNumbers = new Map<string, number>();
  const postings = postingTable();
  const slotOf = new Map<string, number>();
  const entries: (Entry | undefined)[] = [];
  let totalLength = 0;
  let sums = new Float64Array(1024);

  const numberOf = (term: string): number => {
    const known = termNumbers.get(term);
    if (known !== undefined) return known;
    const made = postings.addTerm();
    termNumbers.set(term, made);
    return made;
  };

  const insert = (entry: Entry): void => {
    const slot = entries.push(entry) - 1;
    slotOf.set(entry.id, slot);
    totalLength += entry.length;
    for (let i = 0; i < entry.pairs.length; i += 2) {
      postings.append(entry.pairs[i] as number, slot, entry.pairs[i + 1] as number);
    }
  };

  const remove = (id: string): boolean => {
    const slot = slotOf.get(id);
    const entry = slot === undefined ? undefined : entries[slot];
    if (slot === undefined || entry === undefined) return false;
    for (let i = 0; i < entry.pairs.length; i += 2) {
      postings.remove(entry.pairs[i] as number, slot);
    }
    totalLength -= entry.length;
    entries[slot] = undefined;
    slotOf.delete(id);
    return true;
  };

  const documentFrequency = (term: string): number => {
    const number = termNumbers.get(term);
    return number === undefined ? 0 : postings.lengthOf(number);
  };
  const averageLength = (): number => (slotOf.size === 0 ? 0 : totalLength / slotOf.size);

  /** Fills `sums` and returns the slots that got a score. */
  const accumulate = (query: string): number[] => {
    if (sums.length < entries.length) sums = new Float64Array(entries.length * 2);
    const average = averageLength();
    const touched: number[] = [];
    for (const [term, asked] of queryTerms(analyse(query))) {
      const number = termNumbers.get(term);
      const list = number === undefined ? undefined : postings.get(number);
      if (list === undefined || list.slots.length === 0) continue;
      const weight = asked * inverseDocumentFrequency(list.slots.length, slotOf.size);
      for (let i = 0; i < list.slots.length; i++) {
        const slot = list.slots[i] as number;
        const { length } = entries[slot] as Entry;
        if (sums[slot] === 0) touched.push(slot);
        sums[slot] =
          (sums[slot] as number) +
          weight * bm25TermWeight(list.counts[i] as number, length, average, options);
      }
    }
    return touched;
  };

  const search = (query: string, { k = 10, filter }: SearchOptions = {}): Scored[] => {
    const found: Scored[] = [];
    for (const slot of accumulate(query)) {
      const { id } = entries[slot] as Entry;
      const score = sums[slot] as number;
      sums[slot] = 0;
      if (filter === undefined || filter(id)) found.push({ id, score });
    }
    return topK(found, k);
  };

  for (const term of options.snapshot?.terms ?? []) numberOf(term);
  for (const [id, length, pairs] of options.snapshot?.documents ?? []) {
    insert({ id, length, pairs: Uint32Array.from(pairs) });
  }

  return {
    analyse,
    get documentCount() {
      return slotOf.size;
    },
    get averageLength() {
      return averageLength();
    },
    documentFrequency,
    add(id, text) {
      const tokens = analyse(text);
      remove(id);
      const counts = countTerms(tokens);
      const pairs = new Uint32Array(counts.size * 2);
      let at = 0;
      for (const [term, count] of counts) {
        pairs[at++] = numberOf(term);
        pairs[at++] = count;
      }
      insert({ id, length: tokens.length, pairs });
    },
    remove,
    has: (id) => slotOf.has(id),
    search,
    attainable: (query) =>
      attainableBm25(
        queryTerms(analyse(query)),
        { documentFrequency, documentCount: slotOf.size },
        options,
      ),
    snapshot: () => snapshotOf([...termNumbers.keys()], [...slotOf.values()], entries),
  };
}

// Terms that no document holds any more are left out: restoring a snapshot is also how to compact an index.
function snapshotOf(
  terms: readonly string[],
  slots: readonly number[],
  entries: readonly (Entry | undefined)[],
): Bm25Snapshot {
  const renumbered = new Map<number, number>();
  const documents = slots.map((slot) => {
    const { id, length, pairs } = entries[slot] as Entry;
    const flat = Array.from(pairs, (value, i) => {
      if (i % 2 === 1) return value;
      const number = renumbered.get(value) ?? renumbered.size;
      renumbered.set(value, number);
      return number;
    });
    return [id, length, flat] as const;
  });
  return { version: 1, terms: [...renumbered.keys()].map((n) => terms[n] as string), documents };
}
