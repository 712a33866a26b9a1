import { addText, type Hash, readHash, startHash } from '../hash.ts';
import {
  describe,
  enter,
  type JsonWalk,
  leave,
  refuse,
  refuseUnlessPlain,
  startWalk,
} from './json-walk.ts';
import { sortedKeys } from './sorted-keys.ts';

/**
 * Names a JSON value: equal values give equal hashes, as that of {@link canonicalJson} would, without writing the text, which
 * takes longer than hashing it.
 *
 * @param what names the value in the error message
 * @throws NotJsonError under the rules of {@link toJson}
 */
export function hashJson(value: unknown, what?: string): string {
  const hash = startHash();
  add(hash, value, startWalk(what));
  return readHash(hash);
}

// Each kind begins with a mark of its own and texts bring their length, so no two values have the same beginning and end.
function add(hash: Hash, value: unknown, walk: JsonWalk): void {
  if (typeof value === 'string') {
    addText(hash, '"');
    addText(hash, value);
  } else if (typeof value === 'boolean' || value === null) addText(hash, String(value));
  else if (typeof value === 'number' && Number.isFinite(value)) {
    addText(hash, value === 0 ? '0' : String(value));
  } else if (typeof value !== 'object') refuse(walk, describe(value));
  else if (Array.isArray(value)) addArray(hash, value, walk);
  else addObject(hash, value, walk);
}

function addArray(hash: Hash, items: readonly unknown[], walk: JsonWalk): void {
  const depth = enter(walk, items);
  addText(hash, '[');
  for (let index = 0; index < items.length; index += 1) {
    walk.keys[depth] = index;
    add(hash, items[index], walk);
  }
  addText(hash, ']');
  leave(walk, depth);
}

function addObject(hash: Hash, value: object, walk: JsonWalk): void {
  refuseUnlessPlain(walk, value);
  const depth = enter(walk, value);
  const source = value as Readonly<Record<string, unknown>>;
  addText(hash, '{');
  for (const key of sortedKeys(source)) {
    const property = source[key];
    if (property === undefined) continue;
    walk.keys[depth] = key;
    addText(hash, key);
    add(hash, property, walk);
  }
  addText(hash, '}');
  leave(walk, depth);
}
