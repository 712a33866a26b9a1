import { type Access, AshlarError } from '@ashlar/core';
import type { DocumentFacts } from './document.ts';
import { mayRead } from './may-read.ts';

/**
 * What a store gave out, once more held against the rights of whoever asked. A store that gives out too much is broken, and
 * then nothing of it is handed on.
 *
 * @throws AshlarError `index.leak`, without a word of what it was
 */
export function requireReadable<T extends DocumentFacts>(
  found: readonly T[],
  access: Access,
): readonly T[] {
  if (found.every((one) => mayRead(access, one))) return found;
  const message =
    'The store of the index gave out what may not be read. Nothing was handed on; check the store with describeIndexStoreContract.';
  throw new AshlarError('index.leak', message, { facts: { retriever: 'index' } });
}
