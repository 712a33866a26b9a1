import type { JsonObject } from '@ashlar/core';
import type { DocumentFacts, FoundPassage, IndexedDocument } from '../index/document.ts';
import { passageId } from '../index/passage-id.ts';
import type { IndexStore } from '../index/store.ts';
import { type AddressedPassage, addressOf } from './address.ts';
import { onCatalog } from './catalog-identity.ts';
import type { IndexNames } from './index-names.ts';
import type { ListedVector, StoredVector, VectorBucket } from './vector-bucket.ts';
import { CARRIED, filterableMetadata, OPEN } from './vector-metadata.ts';

/** What the parts of the store work with. */
export interface VectorState {
  readonly catalog: IndexStore;
  readonly bucket: VectorBucket;
  readonly names: IndexNames;
}

/** The store's own housekeeping sees all documents; nothing of it is handed on. */
export const HOUSEKEEPING = { unrestricted: 's3VectorStore: keep vectors in step' } as const;

/** Documents of one tenant as the catalog has them now, whoever may read them. */
export async function documentsOf(
  catalog: IndexStore,
  tenant: string,
  sources: readonly string[],
): Promise<readonly IndexedDocument[]> {
  const found: IndexedDocument[] = [];
  if (sources.length === 0) return found;
  await onCatalog(async () => {
    for await (const document of catalog.documents(HOUSEKEEPING, sources)) {
      if (document.tenant === tenant) found.push(document);
    }
  });
  return found;
}

/** A vector as it is written. Without `document`: open, whatever its attributes are about to be. */
export function toStoredVector(
  tenant: string,
  passage: AddressedPassage,
  vector: Float32Array,
  document?: DocumentFacts,
): StoredVector {
  return {
    key: addressOf(passage),
    vector,
    metadata: {
      passage: passageId(passage.source, passage),
      tenant,
      written: Date.now(),
      ...(document === undefined ? OPEN : filterableMetadata(document)),
    },
  };
}

/** A vector with other filterable metadata; open without any. */
export function withFilterable(
  { key, vector, metadata }: StoredVector,
  filterable: JsonObject = OPEN,
): StoredVector {
  const { passage = '', tenant = '' } = metadata;
  return { key, vector, metadata: { passage, tenant, written: Date.now(), ...filterable } };
}

/** What queries can filter a vector by, to compare. */
export function filterableOf({ metadata }: Pick<StoredVector, 'metadata'>): string {
  const carried: readonly string[] = CARRIED;
  const entries = Object.entries(metadata).filter(([key]) => !carried.includes(key));
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The passage that a vector was made of, out of those that the catalog gave for its id. */
export function passageOf(
  { key, metadata }: ListedVector,
  found: ReadonlyMap<string, FoundPassage>,
): FoundPassage | undefined {
  const passage = found.get(passageKey(String(metadata.tenant), String(metadata.passage)));
  // Another text at the same place, which came after this vector: its own vector is another one.
  return passage !== undefined && addressOf(passage) === key ? passage : undefined;
}

/** Passages of all tenants by tenant and id. */
export function byPassage(passages: readonly FoundPassage[]): ReadonlyMap<string, FoundPassage> {
  return new Map(passages.map((one) => [passageKey(one.tenant, one.id), one]));
}

export const passageKey = (tenant: string, id: string): string => JSON.stringify([tenant, id]);

/** Vectors without a length cannot be compared, and the service refuses them. */
export const hasLength = (vector: Float32Array): boolean => vector.some((part) => part !== 0);
