import type { Access } from '@ashlar/core';
import { bestOf } from './best-of.ts';
import { compareText } from './compare-text.ts';
import type { DocumentAttributes, NewDocument, NewPassage } from './document.ts';
import { mayRead } from './may-read.ts';
import { memoryGenerations } from './memory-generations.ts';
import {
  addDocument,
  documentOf,
  factsOf,
  newPartition,
  type Partition,
  removeDocument,
  searchPartition,
  updateDocument,
} from './memory-partition.ts';
import type { IndexStore } from './store.ts';

/**
 * An index in memory: for tests, browsers and functions. It is gone with the process. It takes some seventy times a text of
 * three megabytes, and more than a hundred times a smaller one: from ten megabytes on use a file.
 */
export function memoryStore(): IndexStore {
  const partitions = new Map<string, Partition>();
  const generations = memoryGenerations(partitions);

  const searchable = (access: Access): readonly Partition[] => {
    if (!('unrestricted' in access)) {
      const own = partitions.get(access.tenant);
      return own === undefined ? [] : [own];
    }
    return [...partitions.values()].sort((a, b) => compareText(a.tenant, b.tenant));
  };
  const readable = (access: Access, { tenant, documents }: Partition): readonly NewDocument[] =>
    [...documents.values()].filter((one) => mayRead(access, factsOf(tenant, one)));

  return {
    async open(vectors) {
      generations.open(vectors);
    },
    async plan(tenant) {
      const documents = partitions.get(tenant)?.documents ?? [];
      return new Map([...documents].map(([source, { fingerprint }]) => [source, fingerprint]));
    },
    async vectors(tenant, keys) {
      const wanted = new Set(keys);
      const found = new Map<string, Float32Array>();
      const own = partitions.get(tenant);
      for (const { key, vector } of generations.opened().get(own)?.values() ?? []) {
        if (wanted.has(key)) found.set(key, vector);
      }
      return found;
    },
    async commit({ tenant, put, update = [], remove }) {
      // Read before anything is changed: what cannot be read must not leave half of a batch.
      const copies = put.map((one) => ({
        ...ownAttributes(one),
        passages: one.passages.map(copyOf),
      }));
      const changes = update.map(ownAttributes);
      const vectors = generations.opened();
      const own = partitions.get(tenant) ?? newPartition(tenant);
      partitions.set(tenant, own);
      for (const source of [...remove, ...copies.map(({ source }) => source)]) {
        for (const id of removeDocument(own, source)) generations.forget(own, id);
      }
      for (const document of copies) {
        for (const [id, embedding] of addDocument(own, document)) vectors.set(own, id, embedding);
      }
      for (const change of changes) updateDocument(own, change);
    },
    async search(query) {
      const { access, k } = query;
      const vectors = generations.opened();
      const searched =
        'unrestricted' in access || partitions.has(access.tenant)
          ? searchable(access)
          : [newPartition(access.tenant)];
      return bestOf(
        searched.map((own) => searchPartition(own, vectors.get(own), query)),
        k,
      );
    },
    async get(ids, access) {
      return ids.flatMap((id) =>
        searchable(access).flatMap(({ passages }) => {
          const passage = passages.get(id);
          return passage !== undefined && mayRead(access, passage) ? [passage] : [];
        }),
      );
    },
    async *documents(access, sources) {
      const wanted = sources && new Set(sources);
      for (const own of searchable(access)) {
        const names = readable(access, own).map(({ source }) => source);
        for (const source of names.sort(compareText)) {
          if (wanted !== undefined && !wanted.has(source)) continue;
          const document = documentOf(own, source);
          if (document !== undefined && mayRead(access, document)) yield document;
        }
      }
    },
    async stats(access) {
      const documents = searchable(access).flatMap((own) => readable(access, own));
      const passages = documents.reduce((sum, one) => sum + one.passages.length, 0);
      return { documents: documents.length, passages };
    },
    generations: generations.store,
    async close() {},
  };
}

/** Rights, metadata and card as they are now: what the caller does to its objects later changes nothing here. */
function ownAttributes<T extends DocumentAttributes>(document: T): T {
  const { metadata, groups, card } = document;
  return {
    ...document,
    ...(metadata && { metadata: structuredClone(metadata) }),
    ...(groups && { groups: [...groups] }),
    ...(card && { card: { ...card } }),
  };
}

const copyOf = (passage: NewPassage): NewPassage => ({ ...passage });
