/** Document slots and term counts of one term, in two typed arrays that grow by doubling. */
export interface Postings {
  slots: Uint32Array;
  counts: Uint32Array;
  size: number;
}

/** Postings of a term that no document holds yet. */
export function emptyPostings(): Postings {
  return { slots: new Uint32Array(2), counts: new Uint32Array(2), size: 0 };
}

/** Appends a document. Slots only grow, so the list stays sorted. */
export function appendPosting(postings: Postings, slot: number, count: number): void {
  if (postings.size === postings.slots.length) {
    postings.slots = grown(postings.slots);
    postings.counts = grown(postings.counts);
  }
  postings.slots[postings.size] = slot;
  postings.counts[postings.size] = count;
  postings.size += 1;
}

/** Takes a document out, by binary search; false when it is not there. */
export function removePosting(postings: Postings, slot: number): boolean {
  let low = 0;
  let high = postings.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((postings.slots[middle] as number) < slot) low = middle + 1;
    else high = middle;
  }
  if (low === postings.size || postings.slots[low] !== slot) return false;
  postings.slots.copyWithin(low, low + 1, postings.size);
  postings.counts.copyWithin(low, low + 1, postings.size);
  postings.size -= 1;
  return true;
}

function grown(array: Uint32Array): Uint32Array {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
