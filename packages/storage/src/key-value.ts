import type { Json } from './json.ts';
import type { Key } from './key.ts';

/** A stored value with the version that a conditional write names. */
export interface Entry {
  readonly value: Json;
  /** Opaque. Every write makes a new one that this store never used before. */
  readonly version: string;
  /** Milliseconds since 1970 by the store's clock; absent when the value does not expire. */
  readonly expiresAt?: number;
}

/** One page of a listing, in the order of the encoded paths (by code point). */
export interface Page {
  readonly entries: readonly (Entry & { readonly key: Key })[];
  /** Give it as `after` to get the next page. Absent on the last one. */
  readonly next?: string;
}

/** How to write a value. */
export interface PutOptions {
  /** Milliseconds until the value is gone. Default: it stays. */
  readonly ttlMs?: number;
  /** Write only over this version; `null`: only where nothing is. Default: write over anything. */
  readonly ifVersion?: string | null;
}

/** Which part of a listing to give. */
export interface ListOptions {
  /** Entries on a page, 1 to 1000. Default 100. Their total size is not bounded. */
  readonly limit?: number;
  /** `next` of the page before; or any encoded path (`encodePath`), to begin behind it. */
  readonly after?: string;
}

/** Values by key. Use it for state that is replaced: a thread's summary, a cache, a profile. */
export interface KeyValue {
  /** The value, or `null` when there is none or it has expired. */
  get(key: Key): Promise<Entry | null>;
  /**
   * Writes a value and resolves to its version.
   *
   * @throws StorageError `storage.conflict` when `ifVersion` does not hold; `storage.invalid-value` when it is not JSON.
   */
  put(key: Key, value: unknown, options?: PutOptions): Promise<string>;
  /** Removes a value; resolves to whether there was one. With `ifVersion` only that version. Throws `storage.conflict`. */
  delete(key: Key, options?: { readonly ifVersion?: string }): Promise<boolean>;
  /**
   * The values whose path starts with the parts of `prefix.path` (`[]` for all), of exactly this tenant and subject.
   * Pages see writes that happen in between; nothing that stays is skipped or given twice.
   */
  list(prefix: Key, options?: ListOptions): Promise<Page>;
}
