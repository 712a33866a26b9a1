import { AshlarError, type Filter, type Json, type JsonObject } from '@ashlar/core';

/**
 * Whether a document's metadata fit a filter; `source` is a field of every document. A list fits when one of its items
 * does. What is absent fits only `ne`, `nin` and `not`; values of different types never compare.
 */
export function matchesFilter(filter: Filter, source: string, metadata: JsonObject = {}): boolean {
  const any = (field: string, test: (value: Json) => boolean): boolean => {
    const found = field === 'source' ? source : fieldOf(metadata, field);
    const values = Array.isArray(found) ? (found as readonly Json[]) : [found];
    return values.some((value) => value !== undefined && test(value));
  };
  switch (filter.op) {
    case 'and':
      return filter.filters.every((one) => matchesFilter(one, source, metadata));
    case 'or':
      return filter.filters.some((one) => matchesFilter(one, source, metadata));
    case 'not':
      return !matchesFilter(filter.filter, source, metadata);
    case 'eq':
      return any(filter.field, (value) => value === filter.value);
    case 'ne':
      return !any(filter.field, (value) => value === filter.value);
    case 'in':
      return any(filter.field, (value) => filter.values.some((one) => one === value));
    case 'nin':
      return !any(filter.field, (value) => filter.values.some((one) => one === value));
    case 'prefix':
      return any(filter.field, (value) => isText(value) && value.startsWith(filter.value));
    case 'contains':
      return any(filter.field, (value) => isText(value) && value.includes(filter.value));
    case 'lt':
      return any(filter.field, (value) => comparable(value, filter.value) && value < filter.value);
    case 'lte':
      return any(filter.field, (value) => comparable(value, filter.value) && value <= filter.value);
    case 'gt':
      return any(filter.field, (value) => comparable(value, filter.value) && value > filter.value);
    case 'gte':
      return any(filter.field, (value) => comparable(value, filter.value) && value >= filter.value);
    default:
      // From callers without types: inside of `not`, nothing would mean everything.
      throw unknownOperator(filter);
  }
}

function unknownOperator(filter: { readonly op?: unknown }): AshlarError {
  const op = String(filter.op);
  return new AshlarError('input.invalid', `There is no filter operator "${op}".`, {
    facts: { what: 'filter', issues: [`op: ${op}`] },
  });
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function comparable(value: Json, wanted: number | string): value is number | string {
  return typeof value === typeof wanted;
}

function fieldOf(metadata: JsonObject, field: string): Json | undefined {
  return Object.hasOwn(metadata, field) ? metadata[field] : undefined;
}
