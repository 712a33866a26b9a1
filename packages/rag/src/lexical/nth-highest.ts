/** The `n`th highest of the first `count` numbers, or -Infinity when there are fewer: what the best `n` have to reach. */
export function nthHighest(numbers: Float64Array | Float32Array, count: number, n: number): number {
  if (count < n) return Number.NEGATIVE_INFINITY;
  const heap = new Float64Array(n);
  let size = 0;
  for (let at = 0; at < count; at += 1) {
    const number = numbers[at] as number;
    if (size < n) {
      let child = size;
      size += 1;
      while (child > 0) {
        const parent = (child - 1) >> 1;
        if ((heap[parent] as number) <= number) break;
        heap[child] = heap[parent] as number;
        child = parent;
      }
      heap[child] = number;
    } else if (number > (heap[0] as number)) {
      replaceLowest(heap, number);
    }
  }
  return heap[0] as number;
}

function replaceLowest(heap: Float64Array, number: number): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) {
      child += 1;
    }
    if ((heap[child] as number) >= number) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = number;
}
