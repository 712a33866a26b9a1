import { endOf, whole } from '../arguments.ts';
import { checkVersion } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { decodePath, encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Entry, KeyValue } from '../key-value.ts';
import type { MemoryContext } from './memory-context.ts';
import type { ScopedMap } from './scoped-map.ts';

/** A value as text, so that what is read is never the object that was written. */
export interface StoredValue {
  readonly text: string;
  readonly version: string;
  readonly expiresAt?: number;
}

/** Values in a map. */
export function memoryValues(context: MemoryContext, items: ScopedMap<StoredValue>): KeyValue {
  function find(key: Key): StoredValue | undefined {
    const [scope, path] = [encodeScope(key), encodePath(key.path)];
    const item = items.get(scope, path);
    if (!expired(item)) return item;
    items.delete(scope, path);
    return undefined;
  }
  const expired = (item: StoredValue | undefined): boolean =>
    item?.expiresAt !== undefined && item.expiresAt <= context.now();

  return {
    async get(key) {
      context.assertOpen();
      encodeKey(key);
      const item = find(key);
      return item === undefined ? null : entry(item);
    },
    async put(key, value, options = {}) {
      context.assertOpen();
      const name = encodeKey(key);
      const text = encodeJson(value);
      const expiresAt =
        options.ttlMs === undefined ? undefined : endOf(context.now(), options.ttlMs);
      checkVersion(name, options.ifVersion, find(key)?.version ?? null);
      const version = String(context.next());
      const item = { text, version, ...(expiresAt !== undefined && { expiresAt }) };
      items.set(encodeScope(key), encodePath(key.path), item);
      return version;
    },
    async delete(key, options = {}) {
      context.assertOpen();
      checkVersion(encodeKey(key), options.ifVersion, find(key)?.version ?? null);
      return items.delete(encodeScope(key), encodePath(key.path));
    },
    async list(prefix, options = {}) {
      context.assertOpen();
      const limit = whole(options.limit ?? 100, 'limit', 1, 1000);
      const [start, after] = [encodePath(prefix.path), options.after ?? ''];
      const found = items
        .entries(encodeScope(prefix))
        .filter(([path, item]) => path.startsWith(start) && !expired(item))
        .filter(([path]) => byCodePoint(path, after) > 0)
        .sort(([a], [b]) => byCodePoint(a, b));
      const page = found.slice(0, limit);
      const last = page.at(-1)?.[0];
      const entries = page.map(([path, item]) => ({
        key: { ...prefix, path: decodePath(path) },
        ...entry(item),
      }));
      return { entries, ...(found.length > limit && last !== undefined && { next: last }) };
    },
  };
}

function entry(item: StoredValue): Entry {
  const { text, ...rest } = item;
  return { value: decodeJson(text), ...rest };
}

/** The order of UTF-8 bytes, which is what databases sort by; UTF-16 code units order some characters otherwise. */
function byCodePoint(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  if (i > 0 && isLowSurrogate(a, i) && isLowSurrogate(b, i)) i -= 1;
  return (a.codePointAt(i) ?? -1) - (b.codePointAt(i) ?? -1);
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
