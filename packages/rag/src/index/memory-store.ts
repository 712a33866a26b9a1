import type { Access } from '@ashlar/core';
import { type HybridIndex, hybridIndex } from '@ashlar/text';
import { embedderMismatch } from '../errors.ts';
import { bestOf } from './best-of.ts';
import { matchesFilter } from './matches-filter.ts';
import { mayRead } from './may-read.ts';
import { passageId } from './passage-id.ts';
import { searchableText } from './searchable-text.ts';
import type {
  FoundPassage,
  IndexStore,
  NewDocument,
  StoreQuery,
  StoreResult,
  VectorIdentity,
} from './store.ts';
import { describeVectors } from './vector-identity.ts';
import { fuseWithVectors, vectorSearch } from './vector-search.ts';

interface Partition {
  readonly words: HybridIndex;
  readonly documents: Map<string, NewDocument>;
  readonly passages: Map<string, Entry>;
}

interface Entry {
  readonly passage: FoundPassage;
  readonly document: NewDocument;
  readonly vector: Float32Array | undefined;
}

/** An index in memory: for tests, browsers and functions. It is gone with the process, and holds about ten times its text. */
export function memoryStore(): IndexStore {
  const partitions = new Map<string, Partition>();
  let identity: VectorIdentity | undefined;
  let opened = false;

  const partition = (tenant: string): Partition => {
    const known = partitions.get(tenant);
    if (known !== undefined) return known;
    const made = { words: hybridIndex(), documents: new Map(), passages: new Map() };
    partitions.set(tenant, made);
    return made;
  };

  const searchable = (access: Access): [tenant: string, partition: Partition][] =>
    'unrestricted' in access
      ? [...partitions]
      : [...partitions].filter(([tenant]) => tenant === access.tenant);

  return {
    async open(vectors) {
      if (opened && describeVectors(identity) !== describeVectors(vectors)) {
        throw embedderMismatch(describeVectors(identity), describeVectors(vectors));
      }
      opened = true;
      identity = vectors;
    },
    async plan(tenant) {
      const { documents } = partition(tenant);
      return new Map([...documents].map(([source, { fingerprint }]) => [source, fingerprint]));
    },
    async commit({ tenant, put, remove }) {
      const own = partition(tenant);
      for (const source of remove) removeDocument(own, source);
      for (const document of put) {
        removeDocument(own, document.source);
        addDocument(own, tenant, document);
      }
    },
    async search(query) {
      const results = searchable(query.access).map(([tenant, own]) =>
        searchPartition(tenant, own, query),
      );
      return bestOf(results, query.k);
    },
    async get(ids, access) {
      const own = searchable(access);
      return ids.flatMap((id) =>
        own.flatMap(([tenant, { passages }]) => {
          const entry = passages.get(id);
          const allowed = entry !== undefined && mayRead(access, { ...entry.document, tenant });
          return allowed ? [entry.passage] : [];
        }),
      );
    },
    async stats(tenant) {
      const own = [...partitions].filter(([name]) => tenant === undefined || name === tenant);
      const sum = (size: (one: Partition) => number) =>
        own.reduce((total, [, one]) => total + size(one), 0);
      return {
        documents: sum(({ documents }) => documents.size),
        passages: sum(({ passages }) => passages.size),
      };
    },
    async close() {},
  };
}

function removeDocument({ words, documents, passages }: Partition, source: string): void {
  for (const passage of documents.get(source)?.passages ?? []) {
    const id = passageId(source, passage);
    words.remove(id);
    passages.delete(id);
  }
  documents.delete(source);
}

function addDocument(own: Partition, tenant: string, document: NewDocument): void {
  const { source, title, metadata, dataClass } = document;
  own.documents.set(source, document);
  for (const { vector, ...passage } of document.passages) {
    const id = passageId(source, passage);
    own.words.add(id, searchableText(title, passage));
    const found: FoundPassage = {
      ...passage,
      id,
      tenant,
      source,
      ...(title !== undefined && { title }),
      ...(metadata !== undefined && { metadata }),
      ...(dataClass !== undefined && { dataClass }),
    };
    own.passages.set(id, { passage: found, document, vector });
  }
}

function searchPartition(
  tenant: string,
  { words, passages }: Partition,
  { text, vector, filter, access, k }: StoreQuery,
): StoreResult {
  const allowed = (id: string): boolean => {
    const document = passages.get(id)?.document;
    if (document === undefined || !mayRead(access, { ...document, tenant })) return false;
    return filter === undefined || matchesFilter(filter, document.source, document.metadata);
  };
  const byWords = text === undefined ? [] : words.search(text, { k: 4 * k, filter: allowed });
  const byVector = vector === undefined ? undefined : vectorSearch(vector, vectorsIn(), 4 * k);
  const ranked = byVector === undefined ? byWords : fuseWithVectors(byWords, byVector);
  return {
    passages: ranked.slice(0, k).map(({ id, score }) => {
      const { passage } = passages.get(id) as Entry;
      return { ...passage, score };
    }),
    channels: words.channels,
  };

  function* vectorsIn(): Generator<readonly [string, Float32Array]> {
    for (const [id, { vector: own }] of passages) if (own && allowed(id)) yield [id, own];
  }
}
