import type { Json } from './json.ts';
import {
  describe,
  enter,
  type JsonWalk,
  leave,
  refuse,
  refuseUnlessPlain,
  startWalk,
} from './json-walk.ts';

/**
 * The value as it would come back from JSON: a deep copy in one walk, without writing any text.
 *
 * Properties that are `undefined` are dropped and `-0` becomes `0`, as JSON does; whatever else JSON would lose or change is
 * refused. Nothing of the result is shared with the value.
 *
 * @param what names the value in the error message
 * @throws NotJsonError naming the path of a Date, Map, class instance, function, symbol, bigint, NaN, Infinity, cycle,
 * object with `toJSON`, `undefined` outside of an object, or nesting deeper than 1,000 levels
 */
export function toJson(value: unknown, what?: string): Json {
  return copy(value, startWalk(what));
}

/** Refuses what does not round-trip as JSON, under the rules of {@link toJson}, without keeping a copy. */
export function assertJson(value: unknown, what?: string): asserts value is Json {
  copy(value, startWalk(what));
}

function copy(value: unknown, walk: JsonWalk): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value === 0 ? 0 : value;
  if (typeof value !== 'object') return refuse(walk, describe(value));
  return Array.isArray(value) ? copyArray(value, walk) : copyObject(value, walk);
}

function copyArray(items: readonly unknown[], walk: JsonWalk): Json {
  const depth = enter(walk, items);
  const result: Json[] = [];
  for (let index = 0; index < items.length; index += 1) {
    walk.keys[depth] = index;
    result.push(copy(items[index], walk));
  }
  leave(walk, depth);
  return result;
}

function copyObject(value: object, walk: JsonWalk): Json {
  refuseUnlessPlain(walk, value);
  const depth = enter(walk, value);
  const source = value as Readonly<Record<string, unknown>>;
  const result: Record<string, Json> = {};
  for (const key of Object.keys(source)) {
    const property = source[key];
    if (property === undefined) continue;
    walk.keys[depth] = key;
    setProperty(result, key, copy(property, walk));
  }
  leave(walk, depth);
  return result;
}

/** Sets an own property, also where its name is `__proto__`, which an assignment would take for the prototype. */
export function setProperty(target: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    target[key] = value;
  }
}
