/**
 * Document slots and term counts of one term, slots ascending.
 *
 * Plain arrays of small integers: engines keep them as compact as typed arrays, and most terms occur in one or two documents,
 * where a pair of typed arrays costs more memory and a tenth more indexing time.
 */
export interface Postings {
  slots: number[];
  counts: number[];
}

/** Postings of a term that no document holds yet. */
export function emptyPostings(): Postings {
  return { slots: [], counts: [] };
}

/** Appends a document. Its slot is larger than any before, so the list stays sorted. */
export function appendPosting(list: Postings, slot: number, count: number): void {
  if (list.slots.length === 0) {
    // An empty array that is pushed to takes room for seventeen at once; most terms never have a second document.
    list.slots = [slot];
    list.counts = [count];
    return;
  }
  list.slots.push(slot);
  list.counts.push(count);
}

/** Takes a document out, by binary search; false when it is not there. */
export function removePosting({ slots, counts }: Postings, slot: number): boolean {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slots[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  if (slots[low] !== slot) return false;
  slots.splice(low, 1);
  counts.splice(low, 1);
  return true;
}
