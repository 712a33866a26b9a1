import { endOf } from '../arguments.ts';
import { leaseLost } from '../conflicts.ts';
import { encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Lease, Leases } from '../leases.ts';
import type { MemoryContext } from './memory-context.ts';
import type { ScopedMap } from './scoped-map.ts';

/** Leases in a map. */
export function memoryLeases(context: MemoryContext, items: ScopedMap<Lease>): Leases {
  function find(key: Key): Lease | undefined {
    context.assertOpen();
    encodeKey(key);
    const item = items.get(encodeScope(key), encodePath(key.path));
    return item !== undefined && item.expiresAt > context.now() ? item : undefined;
  }
  function hold(key: Key, token: number, ttlMs: number): Lease {
    const lease: Lease = { key, token, expiresAt: endOf(context.now(), ttlMs) };
    items.set(encodeScope(key), encodePath(key.path), lease);
    return lease;
  }
  return {
    async acquire(key, ttlMs) {
      return find(key) === undefined ? hold(key, context.next(), ttlMs) : null;
    },
    async renew({ key, token }, ttlMs) {
      if (find(key)?.token !== token) throw leaseLost(encodeKey(key));
      return hold(key, token, ttlMs);
    },
    async release({ key, token }) {
      if (find(key)?.token !== token) return false;
      return items.delete(encodeScope(key), encodePath(key.path));
    },
  };
}
