import { encodeKey, encodePath, encodeScope, type Key, type Scope } from '../key.ts';

/** What lies at a key: a value, a log, a counter or a lease. */
export type Kind = 'v' | 'l' | 'c' | 'e';

/** Where one thing lies, and the index of its scope that an erasure and listings go by. */
export interface Place {
  readonly key: string;
  readonly index: string;
  /** Its name in the index. */
  readonly member: string;
}

/** `ashlar:acme/ann/v:threads/1/`; the tenant comes first behind the prefix. Throws `storage.invalid-key`. */
export function placeOf(prefix: string, kind: Kind, key: Key): Place {
  encodeKey(key);
  const member = `${kind}:${encodePath(key.path)}`;
  return { key: startOf(prefix, key) + member, index: indexOf(prefix, key), member };
}

/** The start of every key of a scope. */
export function startOf(prefix: string, scope: Scope): string {
  return `${prefix}:${encodeScope(scope)}`;
}

/** The sorted set with the members of a scope; all scores are 0, so that it is in the order of bytes. */
export function indexOf(prefix: string, scope: Scope): string {
  return `${startOf(prefix, scope)}index`;
}

/** The sorted set with the same members that have an end, by that end. */
export function endsOf(prefix: string, scope: Scope): string {
  return `${startOf(prefix, scope)}ends`;
}

/** The number that versions and fencing tokens are drawn from. No scope can have this key. */
export function sequenceOf(prefix: string): string {
  return `${prefix}:sequence`;
}
