import type { JsonObject } from '../json.ts';
import type { AnySchema } from '../schema/resolve-ref.ts';
import { compact } from './match-choice.ts';

/** Which key of an object holds which property of its schema. */
export interface KeyMatch {
  /** Key by property, for the properties that are there under any spelling. */
  readonly keys: ReadonlyMap<string, string>;
  /** The keys that belong to no property. */
  readonly others: readonly string[];
}

/** Matches keys to properties: exactly, then by letters only (`firstName`, `first_name`), then by title or alias. Two for one match none. */
export function matchKeys(
  object: JsonObject,
  properties: ReadonlyMap<string, AnySchema>,
): KeyMatch {
  const keys = new Map<string, string>();
  const free = new Set(Object.keys(object));
  for (const name of properties.keys()) {
    if (free.delete(name)) keys.set(name, name);
  }
  for (const namesOf of [ownName, otherNames]) {
    const missing = [...properties].filter(([name]) => !keys.has(name));
    if (free.size === 0 || missing.length === 0) break;
    const byName = group([...free]);
    const asked = new Map(
      missing.map(([name, schema]) => [name, namesOf(name, schema).map(compact)]),
    );
    for (const [name, wanted] of asked) {
      const candidates = [
        ...new Set(wanted.flatMap((one) => (one === '' ? [] : (byName.get(one) ?? [])))),
      ];
      const rivals = [...asked.values()].filter((other) =>
        other.some((one) => wanted.includes(one)),
      );
      const [only] = candidates;
      if (only === undefined || candidates.length > 1 || rivals.length > 1) continue;
      keys.set(name, only);
      free.delete(only);
    }
  }
  return { keys, others: [...free] };
}

function group(keys: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const key of keys) {
    const compacted = compact(key);
    groups.set(compacted, [...(groups.get(compacted) ?? []), key]);
  }
  return groups;
}

function ownName(name: string): readonly string[] {
  return [name];
}

function otherNames(_name: string, schema: AnySchema): readonly string[] {
  if (typeof schema === 'boolean') return [];
  const { title, aliases } = schema;
  const more: readonly unknown[] = Array.isArray(aliases) ? aliases : [];
  return [title, ...more].filter((name) => typeof name === 'string');
}
