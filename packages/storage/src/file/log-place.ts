import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { encodeKey, encodeScope, type Key, type Scope } from '../key.ts';

/** Where a log lives on disk. */
export interface LogPlace {
  /** The encoded key; the file repeats it, so a file that was moved is noticed. */
  readonly name: string;
  readonly folder: string;
  readonly file: string;
  /** The folder in which a writer puts its lock. */
  readonly lock: string;
}

/** The folder of a scope. Names are hashes: any key fits every file system, and no name tells whose it is. */
export function scopeFolder(root: string, scope: Scope): string {
  return join(root, digest(encodeScope(scope)));
}

/** The place of a log. Throws `storage.invalid-key`. */
export function logPlace(root: string, key: Key): LogPlace {
  const name = encodeKey(key);
  const folder = scopeFolder(root, key);
  return { name, ...placeOf(folder, digest(name)) };
}

/** The place of a log whose hash was found in a folder. */
export function placeOf(folder: string, hash: string): Omit<LogPlace, 'name'> {
  return { folder, file: join(folder, `${hash}.log`), lock: join(folder, `${hash}.lock`) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
