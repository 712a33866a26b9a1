import type { Json, JsonObject } from '@ashlar/core';
import { canonicalJson } from '@ashlar/core';
import type { ExtractedField } from './extract.ts';

/** What one part of a document gave. */
export interface ExtractedPart {
  readonly value: Json;
  readonly fields: readonly ExtractedField[];
}

export interface MergedParts extends ExtractedPart {
  /** Fields for which parts gave different values; the surer one was taken, the earlier of equals. */
  readonly conflicts: readonly { readonly taken: ExtractedField; readonly other: ExtractedField }[];
}

/** One value out of those of the parts: objects field by field, lists one after the other without repeats. */
export function mergeParts(parts: readonly ExtractedPart[]): MergedParts {
  return parts.reduce<MergedParts>(mergeTwo, { value: null, fields: [], conflicts: [] });
}

function mergeTwo(a: MergedParts, b: ExtractedPart): MergedParts {
  const moved: ExtractedField[] = [];
  const conflicts = [...a.conflicts];
  const replaced = new Set<string>();
  const value = merge(a.value, b.value, '', '');
  const kept = a.fields.filter(({ path }) => !replaced.has(path));
  return { value, fields: [...kept, ...moved], conflicts };

  function merge(left: Json, right: Json, here: string, there: string): Json {
    if (right === null) return left;
    if (left === null) return adopt(right, here, there);
    if (Array.isArray(left) && Array.isArray(right)) return mergeLists(left, right, here, there);
    if (isObject(left) && isObject(right)) return mergeObjects(left, right, here, there);
    return choose(left, right, here, there);
  }

  function mergeLists(left: readonly Json[], right: readonly Json[], here: string, there: string) {
    const list = [...left];
    const known = new Set(list.map((item) => canonicalJson(item)));
    for (const [i, item] of right.entries()) {
      if (known.has(canonicalJson(item))) continue;
      list.push(adopt(item, `${here}/${list.length}`, `${there}/${i}`));
    }
    return list;
  }

  function mergeObjects(left: JsonObject, right: JsonObject, here: string, there: string) {
    const merged: Record<string, Json> = { ...left };
    for (const [key, child] of Object.entries(right)) {
      const name = key.replaceAll('~', '~0').replaceAll('/', '~1');
      merged[key] = merge(left[key] ?? null, child, `${here}/${name}`, `${there}/${name}`);
    }
    return merged;
  }

  /** Takes a value over to its new place, with what is known of its fields. */
  function adopt(value: Json, here: string, there: string): Json {
    for (const field of b.fields) {
      if (field.path === there || field.path.startsWith(`${there}/`)) {
        moved.push({ ...field, path: here + field.path.slice(there.length) });
      }
    }
    return value;
  }

  function choose(left: Json, right: Json, here: string, there: string): Json {
    const [mine, other] = [fieldAt(a.fields, here), fieldAt(b.fields, there)];
    if (mine === undefined || other === undefined) return left;
    const theirs = { ...other, path: here };
    const better = theirs.confidence > mine.confidence;
    if (canonicalJson(left) !== canonicalJson(right)) {
      conflicts.push(better ? { taken: theirs, other: mine } : { taken: mine, other: theirs });
    }
    if (!better) return left;
    replaced.add(here);
    moved.push(theirs);
    return right;
  }
}

function fieldAt(fields: readonly ExtractedField[], path: string): ExtractedField | undefined {
  return fields.find((field) => field.path === path);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
