import type { Access, Filter, JsonObject } from '@ashlar/core';
import { EVERYBODY, groupValue, metadataKey } from './vector-metadata.ts';

/** Fits open vectors alone, which every query looks at anyway. */
const NOTHING: JsonObject = { open: { $eq: true } };

/**
 * Rights and filter in the service's language of metadata filters, as far as it goes: a condition that every vector fulfils which
 * may be found, and some others do. The catalog decides on what comes back. Undefined: nothing to narrow by.
 *
 * Operators as in https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-vectors-metadata-filtering.html
 */
export function metadataFilter(access: Access, filter: Filter | undefined): JsonObject | undefined {
  const conditions = [
    ...('unrestricted' in access ? [] : [groupsFilter(access.groups)]),
    ...defined(filter && compile(filter)),
  ];
  if (conditions.length === 0) return undefined;
  return { $or: [NOTHING, joined('$and', conditions)] };
}

function groupsFilter(groups: readonly string[]): JsonObject {
  return { groups: { $in: [EVERYBODY, ...groups.map(groupValue)] } };
}

/** A condition that is true at least where the filter is; undefined: there is none. */
function compile(filter: Filter): JsonObject | undefined {
  switch (filter.op) {
    case 'and': {
      const known = filter.filters.flatMap((one) => defined(compile(one)));
      return known.length === 0 ? undefined : joined('$and', known);
    }
    case 'or': {
      const all = filter.filters.map(compile);
      const known = all.flatMap(defined);
      if (known.length < all.length) return undefined;
      return known.length === 0 ? NOTHING : joined('$or', known);
    }
    case 'eq':
      return filter.value === '' ? undefined : on(filter.field, { $eq: filter.value });
    case 'in': {
      if (filter.values.length === 0) return NOTHING;
      return filter.values.includes('') ? undefined : on(filter.field, { $in: filter.values });
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      // Texts are not ordered there.
      return typeof filter.value === 'number'
        ? on(filter.field, { [`$${filter.op}`]: filter.value })
        : undefined;
    default:
      // What is denied may be absent, mixed or open; prefixes and parts of texts are unknown there.
      return undefined;
  }
}

function on(field: string, condition: JsonObject): JsonObject | undefined {
  const key = metadataKey(field);
  return key === undefined ? undefined : { [key]: condition };
}

function joined(operator: '$and' | '$or', conditions: readonly JsonObject[]): JsonObject {
  const [only] = conditions;
  return conditions.length === 1 && only !== undefined ? only : { [operator]: conditions };
}

function defined<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
