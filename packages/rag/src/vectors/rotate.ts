/**
 * A fixed random rotation, so that every dimension says as much as any other: random signs, then a fast Hadamard
 * transform (n log n). The result has the next power of two of numbers, at least 32, and the length of the vector
 * times the root of that number.
 */
export function rotate(vector: Float32Array): Float32Array {
  const size = rotatedSize(vector.length);
  const rotated = new Float32Array(size);
  for (let i = 0; i < vector.length; i += 1) rotated[i] = (vector[i] as number) * sign(i);
  for (let half = 1; half < size; half *= 2) {
    for (let from = 0; from < size; from += 2 * half) {
      for (let i = from; i < from + half; i += 1) {
        const a = rotated[i] as number;
        const b = rotated[i + half] as number;
        rotated[i] = a + b;
        rotated[i + half] = a - b;
      }
    }
  }
  return rotated;
}

/** How many numbers a rotated vector of so many dimensions has. */
export function rotatedSize(dimensions: number): number {
  let size = 32;
  while (size < dimensions) size *= 2;
  return size;
}

/** The same for ever: codes on disk depend on it. A finaliser of MurmurHash3 over the place. */
function sign(place: number): 1 | -1 {
  let hash = place + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) & 1) === 0 ? 1 : -1;
}
