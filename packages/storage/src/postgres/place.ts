import { encodeKey, encodePath, type Key, type Scope } from '../key.ts';

/** The first three columns of every table: tenant, subject, path. Throws `storage.invalid-key`. */
export function placeOf(key: Key): readonly [string, string, string] {
  encodeKey(key);
  return [key.tenant, subjectOf(key), encodePath(key.path)];
}

/** The subject's column; empty for what belongs to the tenant alone. */
export function subjectOf(scope: Scope): string {
  return scope.subject ?? '';
}
