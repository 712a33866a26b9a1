import { closedError } from '../conflicts.ts';
import { encodeSubject } from '../key.ts';
import type { Lease } from '../leases.ts';
import type { Clock, Store } from '../store.ts';
import { memoryCounters, type StoredCount } from './memory-counters.ts';
import { memoryLeases } from './memory-leases.ts';
import { memoryLog } from './memory-log.ts';
import { memoryValues, type StoredValue } from './memory-values.ts';
import { scopedMap } from './scoped-map.ts';

/** How to make a memory store. */
export interface MemoryStoreOptions {
  /** Default `Date.now`. */
  readonly now?: Clock;
}

/**
 * A store in this process: for tests, browsers and state that may be lost.
 *
 * Survives nothing and is bounded by nothing but memory. Values are kept as JSON text, so it refuses and returns exactly what the
 * stores on disk do.
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  let [closed, last] = [false, 0];
  const context = {
    now: options.now ?? Date.now,
    next: () => ++last,
    assertOpen() {
      if (closed) throw closedError();
    },
  };
  const values = scopedMap<StoredValue>();
  const logs = scopedMap<string[]>();
  const counters = scopedMap<StoredCount>();
  const leases = scopedMap<Lease>();
  return {
    values: memoryValues(context, values),
    log: (key) => memoryLog(context, logs, key),
    counters: memoryCounters(context, counters),
    leases: memoryLeases(context, leases),
    async erase(subject) {
      context.assertOpen();
      const scope = encodeSubject(subject);
      return {
        values: values.drop(scope),
        logs: logs.drop(scope),
        counters: counters.drop(scope),
        leases: leases.drop(scope),
      };
    },
    async close() {
      closed = true;
    },
  };
}
