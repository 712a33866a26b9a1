/** Document slots and term counts of one term, slots ascending. */
export interface Postings {
  readonly slots: readonly number[];
  readonly counts: readonly number[];
}

/** The postings of all terms of an index, by the number of the term. */
export interface PostingTable {
  /** Gives the number of a term that no document holds yet. */
  addTerm(): number;
  /** Appends a document. Its slot is larger than any before of this term, so the list stays sorted. */
  append(term: number, slot: number, count: number): void;
  /** Takes a document out; nothing when it is not there. */
  remove(term: number, slot: number): void;
  /** How many documents hold a term. */
  lengthOf(term: number): number;
  get(term: number): Postings;
}

interface PostingList {
  readonly slots: number[];
  readonly counts: number[];
}

const NONE = -1;
const MANY = -2;

/**
 * Most terms occur in one document: its slot and count stand in two columns, and only a second document makes a list of them.
 * Objects for each would take some ten times as much.
 */
export function postingTable(): PostingTable {
  let firstSlots = new Int32Array(1024);
  let firstCounts = new Int32Array(1024);
  const lists = new Map<number, PostingList>();
  let size = 0;
  const lengthOf = (term: number): number => {
    const slot = firstSlots[term] as number;
    if (slot === MANY) return (lists.get(term) as PostingList).slots.length;
    return slot === NONE ? 0 : 1;
  };
  return {
    addTerm() {
      if (size === firstSlots.length) {
        firstSlots = grown(firstSlots);
        firstCounts = grown(firstCounts);
      }
      firstSlots[size] = NONE;
      size += 1;
      return size - 1;
    },
    append(term, slot, count) {
      const first = firstSlots[term] as number;
      if (first === NONE) {
        firstSlots[term] = slot;
        firstCounts[term] = count;
      } else if (first === MANY) {
        const { slots, counts } = lists.get(term) as PostingList;
        slots.push(slot);
        counts.push(count);
      } else {
        lists.set(term, { slots: [first, slot], counts: [firstCounts[term] as number, count] });
        firstSlots[term] = MANY;
      }
    },
    remove(term, slot) {
      const first = firstSlots[term] as number;
      if (first === MANY) removeFrom(lists.get(term) as PostingList, slot);
      else if (first === slot) firstSlots[term] = NONE;
    },
    lengthOf,
    get(term) {
      const first = firstSlots[term] as number;
      if (first === MANY) return lists.get(term) as PostingList;
      return first === NONE
        ? { slots: [], counts: [] }
        : { slots: [first], counts: [firstCounts[term] as number] };
    },
  };
}

/** By binary search. */
function removeFrom({ slots, counts }: PostingList, slot: number): void {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slots[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  if (slots[low] !== slot) return;
  slots.splice(low, 1);
  counts.splice(low, 1);
}

function grown(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
