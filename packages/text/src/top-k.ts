/** A document and how well it matches; higher is better. */
export interface Scored {
  readonly id: string;
  readonly score: number;
}

/** Best first; equal scores in the order of their ids, so that every store ranks alike. */
export function compareScored(a: Scored, b: Scored): number {
  return b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The `k` best of many, best first. Keeps a heap of `k`: n log k time, k memory. */
export function topK(items: Iterable<Scored>, k: number): Scored[] {
  const heap: Scored[] = [];
  if (k < 1) return heap;
  for (const item of items) {
    if (heap.length < k) {
      heap.push(item);
      siftUp(heap, heap.length - 1);
    } else if (compareScored(item, heap[0] as Scored) < 0) {
      heap[0] = item;
      siftDown(heap);
    }
  }
  return heap.sort(compareScored);
}

// The root is the worst item kept.
function siftUp(heap: Scored[], from: number): void {
  const item = heap[from] as Scored;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compareScored(item, heap[parent] as Scored) <= 0) break;
    heap[at] = heap[parent] as Scored;
    at = parent;
  }
  heap[at] = item;
}

function siftDown(heap: Scored[]): void {
  const item = heap[0] as Scored;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = child + 1;
    if (right < heap.length && compareScored(heap[right] as Scored, heap[child] as Scored) > 0) {
      child = right;
    }
    if (compareScored(heap[child] as Scored, item) <= 0) break;
    heap[at] = heap[child] as Scored;
    at = child;
  }
  heap[at] = item;
}
