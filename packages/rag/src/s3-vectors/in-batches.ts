/** Items in their order, at most `count` and `bytes` of them at a time; one that is larger alone. */
export function* inBatches<T>(
  items: readonly T[],
  count: number,
  bytes: number = Number.POSITIVE_INFINITY,
  bytesOf: (item: T) => number = () => 0,
): Generator<readonly T[]> {
  let batch: T[] = [];
  let size = 0;
  for (const item of items) {
    const own = bytesOf(item);
    if (batch.length === count || (batch.length > 0 && size + own > bytes)) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(item);
    size += own;
  }
  if (batch.length > 0) yield batch;
}
