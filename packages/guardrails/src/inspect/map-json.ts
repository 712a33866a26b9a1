import type { Json, JsonObject } from '@ashlar/core';
import type { VisitText } from './visit-text.ts';

/**
 * A copy of a JSON value with every text in it replaced by what `visit` makes of it: strings, names of properties that are
 * data themselves, and numbers of seven digits and more as they are written. A value in which nothing changes is returned as it is.
 */
export function mapJson(value: Json, path: string, visit: VisitText): Json {
  if (typeof value === 'string') return isBytes(value) ? value : visit(value, path);
  if (typeof value === 'number') {
    // A number that was changed could not be a number any more; whoever asks for changes has refused it before.
    if (Math.abs(value) >= 1e6) visit(String(value), path, 'number');
    return value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? mapList(value as readonly Json[], path, visit)
    : mapObject(value as JsonObject, path, visit);
}

function mapList(list: readonly Json[], path: string, visit: VisitText): Json {
  const mapped = list.map((item, index) => mapJson(item, `${path}[${index}]`, visit));
  return mapped.some((item, index) => item !== list[index]) ? mapped : list;
}

function mapObject(object: JsonObject, path: string, visit: VisitText): Json {
  const entries = Object.entries(object);
  const taken = new Set<string>();
  let changed = false;
  const mapped = entries.map(([key, value], index): [string, Json] => {
    const own = isName(key) ? key : unlike(visit(key, `${path}#${index}`, 'key'), taken);
    taken.add(own);
    const inside = mapJson(value, `${path}${step(key, index)}`, visit);
    changed ||= own !== key || inside !== value;
    return [own, inside];
  });
  return changed ? Object.fromEntries(mapped) : object;
}

// Two names that are masked alike must not become one property.
function unlike(name: string, taken: ReadonlySet<string>): string {
  let own = name;
  for (let number = 2; taken.has(own); number += 1) own = `${name} ${number}`;
  return own;
}

// A path is shown to people and kept in journals: a name that is data itself, as of a dictionary, is given by its place.
function step(key: string, index: number): string {
  return isName(key) ? `.${key}` : `#${index}`;
}

function isName(key: string): boolean {
  return /^(?!.*\d{3})[a-z_$][\w$-]{0,63}$/i.test(key);
}

/** Base64 of some length: media, not text. */
function isBytes(text: string): boolean {
  return text.length >= 128 && text.length % 4 === 0 && /^[a-z0-9+/]+={0,2}$/i.test(text);
}
