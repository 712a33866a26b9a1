import { createHash } from 'node:crypto';
import { AshlarError } from '@ashlar/core';
import type { VectorIdentity } from '../index/generation.ts';
import { describeVectors } from '../index/vector-identity.ts';

/** How the vector indexes of one catalog are called: one for each tenant and generation. */
export interface IndexNames {
  of(tenant: string, vectors: VectorIdentity): string;
  /** What the names of a tenant's vector indexes begin with. */
  ofTenant(tenant: string): string;
  readonly all: string;
  /** Whether a vector index belongs to this catalog, and to a generation of it. */
  belongs(name: string, vectors?: VectorIdentity): boolean;
}

/**
 * Names of 63 characters at most, as vector indexes must have: `<prefix>-<tenant>-<generation>`, the latter two as hashes.
 *
 * @throws AshlarError `input.invalid` for a prefix that cannot begin such a name
 */
export function indexNames(prefix: string): IndexNames {
  if (!/^[a-z0-9][a-z0-9.-]{0,23}$/.test(prefix)) {
    const message =
      'The prefix of vector indexes has to be 1 to 24 lowercase letters, digits, hyphens or dots, and to begin with a letter or digit.';
    throw new AshlarError('input.invalid', message, {
      facts: { what: 's3VectorStore', issues: [`prefix: ${prefix}`] },
    });
  }
  const ofTenant = (tenant: string) => `${prefix}-${hash(tenant, 20)}-`;
  const generation = (vectors: VectorIdentity) => hash(describeVectors(vectors), 16);
  const hashes = /^[0-9a-f]{20}-[0-9a-f]{16}$/;
  return {
    of: (tenant, vectors) => `${ofTenant(tenant)}${generation(vectors)}`,
    ofTenant,
    all: `${prefix}-`,
    belongs: (name, vectors) =>
      name.startsWith(`${prefix}-`) &&
      hashes.test(name.slice(prefix.length + 1)) &&
      (vectors === undefined || name.endsWith(`-${generation(vectors)}`)),
  };
}

function hash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
