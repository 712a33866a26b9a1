import type { Json, JsonObject } from '@ashlar/core';
import type { VisitText } from './visit-text.ts';

/**
 * A copy of a JSON value with every text in it replaced by what `visit` makes of it: strings, names of properties that are
 * data themselves, and numbers of seven digits and more as they are written. A value in which nothing changes is returned as it is.
 */
export function mapJson(value: Json, path: string, visit: VisitText): Json {
  if (typeof value === 'string') return visit(value, path);
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
  const unique = uniqueNames(Object.keys(object).filter(isName));
  let changed = false;
  const mapped = entries.map(([key, value], index): [string, Json] => {
    const own = isName(key) ? key : unique(visit(key, `${path}#${index}`, 'key'));
    const inside = mapJson(value, `${path}${step(key, index)}`, visit);
    changed ||= own !== key || inside !== value;
    return [own, inside];
  });
  return changed ? Object.fromEntries(mapped) : object;
}

// Two names that are masked alike must not become one property, nor take the place of one that is no data.
function uniqueNames(names: readonly string[]): (name: string) => string {
  const taken = new Set(names);
  const next = new Map<string, number>();
  return (name) => {
    let own = name;
    for (let number = next.get(name) ?? 2; taken.has(own); number += 1) {
      own = `${name} ${number}`;
      next.set(name, number + 1);
    }
    taken.add(own);
    return own;
  };
}

// A path is shown to people and kept in journals: a name that is data itself, as of a dictionary, is given by its place.
function step(key: string, index: number): string {
  return isName(key) ? `.${key}` : `#${index}`;
}

function isName(key: string): boolean {
  return /^(?!.*\d{3})[a-z_$][\w$-]{0,63}$/i.test(key);
}
