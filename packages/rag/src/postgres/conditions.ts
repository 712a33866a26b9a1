import { type Access, AshlarError, type Filter } from '@ashlar/core';
import { unknownOperator } from '../index/compile-filter.ts';
import { isStorable } from '../ingest/require-attributes.ts';

/** Bound parameters of a statement: nothing of a caller ever becomes part of its text. */
export interface Parameters {
  readonly values: unknown[];
  /** Adds a value and gives its place, `$3`. */
  bind(value: unknown): string;
}

export function parameters(...values: unknown[]): Parameters {
  return { values, bind: (value) => `$${values.push(value)}` };
}

/** Which documents `d` of a tenant somebody may read. */
export function readable(access: Access, { bind }: Parameters): string {
  if ('unrestricted' in access) return 'TRUE';
  // What the database cannot hold is no group of any document.
  const groups = bind(access.groups.filter(isStorable));
  return `(d.readers IS NULL OR d.readers && ${groups}::text[])`;
}

/** Which documents `d` pass a filter: the same as `compileFilter` says. */
export function passing(filter: Filter, own: Parameters): string {
  const { bind } = own;
  switch (filter.op) {
    case 'and':
      return joined(filter.filters, ' AND ', 'TRUE', own);
    case 'or':
      return joined(filter.filters, ' OR ', 'FALSE', own);
    case 'not':
      return `(NOT ${passing(filter.filter, own)})`;
    case 'eq':
      // JSON has no NaN and no Infinity: nothing that is stored is equal to them.
      if (isEndless(filter.value)) return 'FALSE';
      return anyValue(filter.field, `e.value = ${bind(json(filter.value))}::jsonb`, own);
    case 'ne':
      return `(NOT ${passing({ ...filter, op: 'eq' }, own)})`;
    case 'in': {
      const values = bind(filter.values.filter((one) => !isEndless(one)).map(json));
      return anyValue(filter.field, `e.value = ANY (${values}::text[]::jsonb[])`, own);
    }
    case 'nin':
      return `(NOT ${passing({ ...filter, op: 'in' }, own)})`;
    case 'prefix':
      return anyText(filter.field, `starts_with(${TEXT}, ${bind(text(filter.value))}::text)`, own);
    case 'contains':
      return anyText(filter.field, `strpos(${TEXT}, ${bind(text(filter.value))}::text) > 0`, own);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const { field, value } = filter;
      const operator = OPERATORS[filter.op];
      if (typeof value === 'string') {
        return anyText(field, `${TEXT} COLLATE "C" ${operator} ${bind(text(value))}::text`, own);
      }
      // PostgreSQL holds NaN for the largest number; everywhere else it compares with nothing.
      if (Number.isNaN(value)) return 'FALSE';
      const number = `(e.value #>> '{}')::numeric ${operator} ${bind(String(value))}::numeric`;
      return anyValue(field, typed('number', number), own);
    }
    default:
      throw unknownOperator(filter);
  }
}

const OPERATORS = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const TEXT = "(e.value #>> '{}')";
const CARD = 'card.';

function joined(filters: readonly Filter[], by: string, none: string, own: Parameters): string {
  return filters.length === 0 ? none : `(${filters.map((one) => passing(one, own)).join(by)})`;
}

function anyText(field: string, test: string, own: Parameters): string {
  return anyValue(field, typed('string', test), own);
}

/** CASE, because AND may look at its second half first. */
function typed(type: 'number' | 'string', test: string): string {
  return `CASE WHEN jsonb_typeof(e.value) = '${type}' THEN ${test} ELSE FALSE END`;
}

function anyValue(field: string, test: string, own: Parameters): string {
  const value = place(field, own);
  const values = `CASE WHEN jsonb_typeof(${value}) = 'array' THEN ${value} ELSE jsonb_build_array(${value}) END`;
  return `EXISTS (SELECT 1 FROM jsonb_array_elements(${values}) AS e (value) WHERE ${test})`;
}

function place(field: string, { bind }: Parameters): string {
  if (field === 'source') return 'to_jsonb(d.source)';
  if (!field.startsWith(CARD)) return `(d.metadata -> ${bind(text(field))}::text)`;
  return `(d.card -> ${bind(text(field.slice(CARD.length)))}::text)`;
}

const isEndless = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);

const json = (value: boolean | number | string): string =>
  JSON.stringify(typeof value === 'string' ? text(value) : value);

function text(value: string): string {
  if (isStorable(value)) return value;
  const message = 'A filter holds a zero character or half of a character. Take it out.';
  throw new AshlarError('input.invalid', message, { facts: { what: 'filter', issues: ['text'] } });
}
