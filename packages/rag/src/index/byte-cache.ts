/** Something that knows what it takes in memory. */
export interface Sized {
  readonly byteLength: number;
}

/** What recent searches have read, within a number of bytes: the terms of questions repeat themselves. */
export interface ByteCache<T extends Sized> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  clear(): void;
}

/** Forgets what was not asked for longest. What takes more than half of the room is not kept. */
export function byteCache<T extends Sized>(maxBytes: number): ByteCache<T> {
  const values = new Map<string, T>();
  let bytes = 0;
  return {
    get(key) {
      const value = values.get(key);
      if (value === undefined) return undefined;
      // A map is in the order of insertion: what is used moves to its end.
      values.delete(key);
      values.set(key, value);
      return value;
    },
    set(key, value) {
      if (values.has(key) || value.byteLength > maxBytes / 2) return;
      values.set(key, value);
      bytes += value.byteLength;
      for (const [oldest, { byteLength }] of values) {
        if (bytes <= maxBytes) return;
        values.delete(oldest);
        bytes -= byteLength;
      }
    },
    clear() {
      values.clear();
      bytes = 0;
    },
  };
}
