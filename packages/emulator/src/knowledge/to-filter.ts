import type { Filter, Json } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { at, isList, memberOf, stringAt } from '../wire/read.ts';

type Scalar = string | number | boolean;

/**
 * A RetrievalFilter as core's filter.
 *
 * @throws ServiceError for a value that its operator cannot compare
 */
export function toFilter(filter: Json): Filter {
  const [name = '', value = null] = memberOf(filter) ?? [];
  if (name === 'andAll' || name === 'orAll') {
    const filters = isList(value) ? value.map(toFilter) : [];
    return { op: name === 'andAll' ? 'and' : 'or', filters };
  }
  const field = stringAt(value, 'key') ?? '';
  const given = at(value, 'value') ?? null;
  switch (name) {
    case 'equals':
      return { op: 'eq', field, value: scalar(given, name) };
    case 'notEquals':
      return { op: 'ne', field, value: scalar(given, name) };
    case 'greaterThan':
      return { op: 'gt', field, value: number(given, name) };
    case 'greaterThanOrEquals':
      return { op: 'gte', field, value: number(given, name) };
    case 'lessThan':
      return { op: 'lt', field, value: number(given, name) };
    case 'lessThanOrEquals':
      return { op: 'lte', field, value: number(given, name) };
    case 'in':
      return { op: 'in', field, values: scalars(given, name) };
    case 'notIn':
      return { op: 'nin', field, values: scalars(given, name) };
    case 'startsWith':
      return { op: 'prefix', field, value: text(given, name) };
    case 'listContains':
    case 'stringContains':
      return { op: 'contains', field, value: text(given, name) };
    default:
      throw wrong(name, 'an operator that is known');
  }
}

function scalar(value: Json, operator: string): Scalar {
  if (isScalar(value)) return value;
  throw wrong(operator, 'a string, number or boolean');
}

function number(value: Json, operator: string): number {
  if (typeof value === 'number') return value;
  throw wrong(operator, 'a number');
}

function text(value: Json, operator: string): string {
  if (typeof value === 'string') return value;
  throw wrong(operator, 'a string');
}

function scalars(value: Json, operator: string): readonly Scalar[] {
  if (isList(value) && value.length > 0 && value.every(isScalar)) return value;
  throw wrong(operator, 'a list of strings, numbers or booleans');
}

function isScalar(value: Json): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function wrong(operator: string, wanted: string): Error {
  return validationError(
    `The provided filter is invalid: ${operator} needs ${wanted}. Correct the filter and try again.`,
  );
}
