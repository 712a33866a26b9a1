import { AshlarError, isAshlarError, type ModelFacts } from '@ashlar/core';
import type { Batch } from './batches.ts';

declare module '@ashlar/core' {
  interface ModelFacts {
    /** Of an embedder: the places of the items that the failed request held. */
    readonly items?: readonly number[];
  }
}

/** Whether one item may have spoilt a request for the others in it. */
export function mayBeOneItem(error: unknown, { items }: Batch): boolean {
  if (items.length < 2) return false;
  return (
    isAshlarError(error, 'model.invalid-request') || isAshlarError(error, 'model.context-overflow')
  );
}

/** The same error, with the places of the items that it is about. */
export function naming(error: unknown, { places }: Batch): unknown {
  if (!isAshlarError(error) || !error.code.startsWith('model.')) return error;
  const facts = error.facts as ModelFacts;
  if (facts.items !== undefined) return error;
  const [first, last] = [places[0], places.at(-1)];
  const which = first === last ? `item ${first}` : `items ${first} to ${last}`;
  return new AshlarError(error.code, `${error.message} It was about ${which} of the list.`, {
    facts: { ...facts, items: places } as never,
    retryable: error.retryable,
    cause: error,
  });
}

export function halves({ items, places }: Batch): readonly Batch[] {
  const middle = Math.ceil(items.length / 2);
  return [
    { items: items.slice(0, middle), places: places.slice(0, middle) },
    { items: items.slice(middle), places: places.slice(middle) },
  ];
}
