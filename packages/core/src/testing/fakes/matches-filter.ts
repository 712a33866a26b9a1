import type { Filter } from '../../filter.ts';
import type { Json, JsonObject } from '../../json/json.ts';

/** Whether metadata meets a filter; no filter is met by everything, a field that is absent only by `ne`, `nin` and `not`. */
export function matchesFilter(metadata: JsonObject, filter: Filter | undefined): boolean {
  if (filter === undefined) return true;
  switch (filter.op) {
    case 'and':
      return filter.filters.every((one) => matchesFilter(metadata, one));
    case 'or':
      return filter.filters.some((one) => matchesFilter(metadata, one));
    case 'not':
      return !matchesFilter(metadata, filter.filter);
    default:
      return matchesField(metadata[filter.field], filter);
  }
}

type FieldFilter = Exclude<Filter, { readonly op: 'and' | 'or' | 'not' }>;

function matchesField(found: Json | undefined, filter: FieldFilter): boolean {
  switch (filter.op) {
    case 'eq':
      return found === filter.value;
    case 'ne':
      return found !== filter.value;
    case 'in':
      return filter.values.some((value) => value === found);
    case 'nin':
      return !filter.values.some((value) => value === found);
    case 'prefix':
      return typeof found === 'string' && found.startsWith(filter.value);
    case 'contains':
      return contains(found, filter.value);
    default:
      return compares(found, filter.op, filter.value);
  }
}

function contains(found: Json | undefined, value: string): boolean {
  if (typeof found === 'string') return found.includes(value);
  return Array.isArray(found) && found.includes(value);
}

function compares(
  found: Json | undefined,
  op: 'lt' | 'lte' | 'gt' | 'gte',
  value: number | string,
): boolean {
  if (typeof found !== typeof value || found === null) return false;
  const [a, b] = [found as number | string, value];
  if (op === 'lt') return a < b;
  if (op === 'lte') return a <= b;
  return op === 'gt' ? a > b : a >= b;
}
