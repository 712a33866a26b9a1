import { AshlarError, type Filter } from '@ashlar/core';
import type { RetrievalFilter } from '@aws-sdk/client-bedrock-agent-runtime';

/** A filter of the service, or whether it is met by everything (`true`) or nothing (`false`): the service has no word for these. */
export type CompiledFilter = RetrievalFilter | boolean;

/**
 * A typed filter in the service's words. `contains` is `listContains` for fields that hold lists, else `stringContains`. There is no
 * "not": it is pushed inwards, and throws `input.invalid` at `prefix` and `contains`. `not (a < 1)` becomes `a >= 1`, which a document
 * without `a` does not meet.
 *
 * @param listFields metadata fields that hold lists of strings
 */
export function toRetrievalFilter(
  filter: Filter | undefined,
  listFields: readonly string[] = [],
  negated = false,
): CompiledFilter {
  if (filter === undefined) return true;
  switch (filter.op) {
    case 'not':
      return toRetrievalFilter(filter.filter, listFields, !negated);
    case 'and':
    case 'or': {
      const all = (filter.op === 'and') !== negated;
      const inner = filter.filters.map((one) => toRetrievalFilter(one, listFields, negated));
      return all ? allOf(inner) : anyOf(inner);
    }
    case 'in':
    case 'nin': {
      const value = [...filter.values];
      const within = (filter.op === 'in') !== negated;
      if (value.length === 0) return !within;
      return within
        ? { in: { key: filter.field, value } }
        : { notIn: { key: filter.field, value } };
    }
    case 'prefix':
    case 'contains': {
      if (negated) throw inexpressible(filter.op, filter.field);
      const attribute = { key: filter.field, value: filter.value };
      if (filter.op === 'prefix') return { startsWith: attribute };
      return listFields.includes(filter.field)
        ? { listContains: attribute }
        : { stringContains: attribute };
    }
    default: {
      // Filters also come from models and clients, as JSON that nobody typed.
      if (!Object.hasOwn(names, filter.op)) throw unknownOp(filter.op);
      const { field: key, value } = filter;
      const name = (negated ? opposites : names)[filter.op];
      return { [name]: { key, value } } as unknown as RetrievalFilter;
    }
  }
}

const names = {
  eq: 'equals',
  ne: 'notEquals',
  lt: 'lessThan',
  lte: 'lessThanOrEquals',
  gt: 'greaterThan',
  gte: 'greaterThanOrEquals',
} as const;

const opposites = {
  eq: names.ne,
  ne: names.eq,
  lt: names.gte,
  lte: names.gt,
  gt: names.lte,
  gte: names.lt,
} as const;

const ops = [...Object.keys(names), 'in', 'nin', 'prefix', 'contains', 'and', 'or', 'not'];

/** The service wants at least two filters in `andAll` and `orAll`, and bounds how deep they are nested: what can be flat is. */
export function allOf(filters: readonly CompiledFilter[]): CompiledFilter {
  if (filters.includes(false)) return false;
  const andAll = filters.flatMap((one) => (typeof one === 'boolean' ? [] : (one.andAll ?? [one])));
  return andAll.length > 1 ? { andAll } : (andAll[0] ?? true);
}

export function anyOf(filters: readonly CompiledFilter[]): CompiledFilter {
  if (filters.includes(true)) return true;
  const orAll = filters.flatMap((one) => (typeof one === 'boolean' ? [] : (one.orAll ?? [one])));
  return orAll.length > 1 ? { orAll } : (orAll[0] ?? false);
}

function unknownOp(op: unknown): Error {
  const issues = [`there is no op ${JSON.stringify(op)}`];
  const what = 'filter';
  const message = `The filter cannot be sent: ${issues[0]}. Use one of ${ops.join(', ')}.`;
  return new AshlarError('input.invalid', message, { facts: { what, issues } });
}

function inexpressible(op: string, field: string): Error {
  const issues = [`not ${op} on ${field} cannot be said to a knowledge base`];
  const what = 'filter';
  const message = `The filter cannot be sent: ${issues[0]}. Filter the hits yourself, or store a field to ask for.`;
  return new AshlarError('input.invalid', message, { facts: { what, issues } });
}
