import { AshlarError, type Filter, type Json } from '@ashlar/core';
import { compareText } from './compare-text.ts';
import type { DocumentFacts } from './document.ts';

/** What a filter sees of a document. */
export type Filterable = Pick<DocumentFacts, 'source' | 'metadata' | 'card'>;

/** Whether a document passes. */
export type DocumentTest = (document: Filterable) => boolean;

/**
 * A filter as a function. Its fields are the document's metadata, `source`, and `card.<field>` for its source card.
 *
 * A list fits when one of its items does. What is absent fits only `ne`, `nin` and `not`; values of different types never
 * compare; texts are ordered by code points. Every store gives the same results.
 *
 * @throws AshlarError `input.invalid` for an operator that is not there
 */
export function compileFilter(filter: Filter): DocumentTest {
  switch (filter.op) {
    case 'and': {
      const tests = filter.filters.map(compileFilter);
      return (document) => tests.every((test) => test(document));
    }
    case 'or': {
      const tests = filter.filters.map(compileFilter);
      return (document) => tests.some((test) => test(document));
    }
    case 'not': {
      const test = compileFilter(filter.filter);
      return (document) => !test(document);
    }
    case 'eq':
    case 'ne': {
      const { field, value } = filter;
      const test = anyValue(field, (one) => one === value);
      return filter.op === 'eq' ? test : (document) => !test(document);
    }
    case 'in':
    case 'nin': {
      const values = new Set<Json>(filter.values);
      const test = anyValue(filter.field, (one) => values.has(one));
      return filter.op === 'in' ? test : (document) => !test(document);
    }
    case 'prefix': {
      const { field, value } = filter;
      return anyValue(field, (one) => typeof one === 'string' && one.startsWith(value));
    }
    case 'contains': {
      const { field, value } = filter;
      return anyValue(field, (one) => typeof one === 'string' && one.includes(value));
    }
    case 'lt':
      return compared(filter, (order) => order < 0);
    case 'lte':
      return compared(filter, (order) => order <= 0);
    case 'gt':
      return compared(filter, (order) => order > 0);
    case 'gte':
      return compared(filter, (order) => order >= 0);
    default:
      // From callers without types: inside of `not`, nothing would mean everything.
      throw unknownOperator(filter);
  }
}

/** The error for a filter that is none. */
export function unknownOperator(filter: { readonly op?: unknown }): AshlarError {
  const op = String(filter.op);
  return new AshlarError('input.invalid', `There is no filter operator "${op}".`, {
    facts: { what: 'filter', issues: [`op: ${op}`] },
  });
}

function compared(
  { field, value }: { readonly field: string; readonly value: number | string },
  test: (order: number) => boolean,
): DocumentTest {
  return anyValue(field, (one) => {
    if (typeof one === 'string' && typeof value === 'string') return test(compareText(one, value));
    return typeof one === 'number' && typeof value === 'number' && test(one - value);
  });
}

function anyValue(field: string, test: (value: Json) => boolean): DocumentTest {
  const read = reader(field);
  return (document) => {
    const value = read(document);
    if (value === undefined) return false;
    return Array.isArray(value) ? value.some(test) : test(value);
  };
}

const CARD = 'card.';

function reader(field: string): (document: Filterable) => Json | undefined {
  if (field === 'source') return ({ source }) => source;
  const own = (from: object | undefined, name: string) =>
    from !== undefined && Object.hasOwn(from, name)
      ? (from as Readonly<Record<string, Json>>)[name]
      : undefined;
  if (!field.startsWith(CARD)) return ({ metadata }) => own(metadata, field);
  const name = field.slice(CARD.length);
  return ({ card }) => own(card, name);
}
