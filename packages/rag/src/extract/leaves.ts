import type { Json } from '@ashlar/core';

/** A value that is no list and no object, and where it stands. */
export interface Leaf {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
  readonly value: string | number | boolean;
}

/** All leaves of a value but nulls, in its own order. */
export function leavesOf(value: Json, path = ''): readonly Leaf[] {
  if (value === null) return [];
  if (typeof value !== 'object') return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) =>
    leavesOf(child, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

/** Objects without the members that are null, which were not found. Lists keep their places. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutNulls(child)]));
}
