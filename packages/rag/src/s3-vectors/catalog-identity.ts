import { AshlarError, isAshlarError } from '@ashlar/core';
import { embedderMismatch } from '../errors.ts';
import type { VectorIdentity } from '../index/generation.ts';
import { describeVectors } from '../index/vector-identity.ts';
import { ADDRESS_DIMENSIONS } from './address.ts';

const MARK = ' in S3 Vectors';
const MARKED = ` (${ADDRESS_DIMENSIONS} dimensions)`;

/** The name under which the catalog keeps the addresses of a generation. */
export function toCatalogIdentity(vectors: VectorIdentity): VectorIdentity {
  return { id: `${describeVectors(vectors)}${MARK}`, dimensions: ADDRESS_DIMENSIONS };
}

/** What {@link toCatalogIdentity} was made of; undefined for vectors that are the catalog's own. */
export function fromCatalogIdentity({ id }: VectorIdentity): VectorIdentity | undefined {
  const match = /^(.*) \((\d+) dimensions\) in S3 Vectors$/s.exec(id);
  return match === null ? undefined : { id: match[1] ?? '', dimensions: Number(match[2]) };
}

/** Runs a call on the catalog; its errors speak of the embedder, not of how the catalog knows it. */
export async function onCatalog<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translate(error);
  }
}

function translate(error: unknown): unknown {
  if (isAshlarError(error, 'index.embedder')) {
    const { stored, given } = error.facts;
    // Vectors of the same embedder that lie in the catalog itself are told apart by the mark.
    return stored.endsWith(`${MARK}${MARKED}`) || !stored.includes('dimensions')
      ? embedderMismatch(plain(stored), plain(given))
      : error;
  }
  if (isAshlarError(error, 'index.generation')) {
    const facts = { ...error.facts, generation: plain(error.facts.generation) };
    return new AshlarError('index.generation', plain(error.message), { facts, cause: error });
  }
  return error;
}

const plain = (text: string): string => text.replaceAll(`${MARK}${MARKED}`, '');
