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
 * The one text for a JSON value: no white space, keys sorted by UTF-16 code units, numbers as ECMAScript writes them
 * (RFC 8785, except that a lone surrogate is escaped instead of refused). Equal values give equal text, so its hash names the value.
 *
 * @param what names the value in the error message
 * @throws NotJsonError under the rules of {@link toJson}
 */
export function canonicalJson(value: unknown, what?: string): string {
  return write(value, startWalk(what));
}

function write(value: unknown, walk: JsonWalk): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? '0' : String(value);
  if (typeof value !== 'object') return refuse(walk, describe(value));
  return Array.isArray(value) ? writeArray(value, walk) : writeObject(value, walk);
}

function writeArray(items: readonly unknown[], walk: JsonWalk): string {
  const depth = enter(walk, items);
  let text = '[';
  for (let index = 0; index < items.length; index += 1) {
    walk.keys[depth] = index;
    text += (index === 0 ? '' : ',') + write(items[index], walk);
  }
  leave(walk, depth);
  return `${text}]`;
}

function writeObject(value: object, walk: JsonWalk): string {
  refuseUnlessPlain(walk, value);
  const depth = enter(walk, value);
  const source = value as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of sortedKeys(source)) {
    const property = source[key];
    if (property === undefined) continue;
    walk.keys[depth] = key;
    text += `${text === '{' ? '' : ','}${quote(key)}:${write(property, walk)}`;
  }
  leave(walk, depth);
  return `${text}}`;
}

// Most keys are short and plain: looking is cheaper than quoting.
function quote(text: string): string {
  return text.length < 32 && plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

const plain = /^[ !#-[\]-~]*$/;
