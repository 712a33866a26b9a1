import type { Json, JsonObject } from '@ashlar/core';
import type { DocumentFacts } from '../index/document.ts';

/** Metadata that comes back with a vector and cannot be filtered by. */
export const CARRIED = ['passage', 'tenant', 'written'] as const;

/** Below the 2 KB that the service allows for what can be filtered by. */
const FILTERABLE_BYTES = 1_800;
/** Below the 50 keys that it allows in all. */
const FIELDS = 40;

/** Set on vectors whose metadata does not say all: every query looks at them, and the catalog decides. */
export const OPEN = { open: true } as const;
/** Among `groups`: everybody of the tenant. */
export const EVERYBODY = '*';
const NOBODY = '-';

/** A group as it is in the metadata, so that no group is taken for {@link EVERYBODY}. */
export const groupValue = (group: string): string => `group:${group}`;

/**
 * Under which key a field of filters is in the metadata; undefined: not at all. Names that could mean something else to the
 * service are left to the catalog.
 */
export function metadataKey(field: string): string | undefined {
  if (field === 'source') return 'source';
  const [, card, name] = /^(card\.)?([A-Za-z0-9_-]{1,40})$/.exec(field) ?? [];
  if (name === undefined) return undefined;
  return `${card === undefined ? 'm' : 'c'}_${name}`;
}

/**
 * What queries can filter vectors of a document by. Where the limits of the service or its types do not hold it, {@link OPEN}
 * alone: filters narrow the search and never decide, so less metadata costs time and no hit.
 */
export function filterableMetadata(document: DocumentFacts): JsonObject {
  const { source, metadata = {}, card = {}, groups } = document;
  const values: Record<string, Json> = { source, groups: groupsOf(groups) };
  const fields = [
    ...Object.entries(metadata),
    ...Object.entries(card).map(([name, value]) => [`card.${name}`, value] as const),
  ];
  for (const [field, value] of fields) {
    const key = metadataKey(field);
    if (key === undefined || value === undefined) continue;
    const kept = filterableValue(value as Json);
    if (kept === 'unfit') return OPEN;
    if (kept !== undefined) values[key] = kept.value;
  }
  const tooMany = Object.keys(values).length > FIELDS;
  if (tooMany || new TextEncoder().encode(JSON.stringify(values)).length > FILTERABLE_BYTES) {
    return OPEN;
  }
  return values;
}

function groupsOf(groups: readonly string[] | undefined): readonly string[] {
  if (groups === undefined) return [EVERYBODY];
  return groups.length === 0 ? [NOBODY] : groups.map(groupValue);
}

/** A value as filters may compare it; undefined: no filter fits it. */
function filterableValue(value: Json): { readonly value: Json } | 'unfit' | undefined {
  if (!Array.isArray(value)) {
    if (value === null || typeof value === 'object') return undefined;
    return value === '' ? 'unfit' : { value };
  }
  const scalars = value.filter((one) => one !== null && typeof one !== 'object');
  if (scalars.length === 0) return undefined;
  // What the service does with lists of numbers, of mixed types or with empty texts is not written anywhere.
  return scalars.every((one) => typeof one === 'string' && one !== '')
    ? { value: scalars }
    : 'unfit';
}
