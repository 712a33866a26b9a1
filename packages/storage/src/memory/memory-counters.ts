import { endOf } from '../arguments.ts';
import { count } from '../count.ts';
import type { Counters } from '../counters.ts';
import { encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { MemoryContext } from './memory-context.ts';
import type { ScopedMap } from './scoped-map.ts';

/** A count and when it ends. */
export interface StoredCount {
  readonly value: number;
  readonly expiresAt: number;
}

/** Counters in a map. */
export function memoryCounters(context: MemoryContext, items: ScopedMap<StoredCount>): Counters {
  function find(key: Key): StoredCount | undefined {
    context.assertOpen();
    encodeKey(key);
    const item = items.get(encodeScope(key), encodePath(key.path));
    return item !== undefined && item.expiresAt > context.now() ? item : undefined;
  }
  return {
    async add(key, amount, options = {}) {
      const item = find(key);
      const counted = count(item?.value ?? 0, amount, options);
      const expiresAt =
        item?.expiresAt ??
        (options.ttlMs === undefined ? Infinity : endOf(context.now(), options.ttlMs));
      if (counted.added) {
        items.set(encodeScope(key), encodePath(key.path), { value: counted.value, expiresAt });
      }
      return counted;
    },
    get: async (key) => find(key)?.value ?? 0,
  };
}
