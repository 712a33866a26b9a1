import {
  embedderMismatch,
  generationIncomplete,
  generationServes,
  generationUnknown,
} from '../errors.ts';
import type { Embedding } from './document.ts';
import type { Generation, GenerationStore, MissingPassage, VectorIdentity } from './generation.ts';
import type { Partition } from './memory-partition.ts';
import { describeVectors } from './vector-identity.ts';

/** The vectors of one embedder, by tenant and passage. */
interface MemoryVectors {
  readonly name: string;
  readonly identity: VectorIdentity | undefined;
  get(own: Partition | undefined): ReadonlyMap<string, Embedding> | undefined;
  set(own: Partition, id: string, embedding: Embedding): void;
  forget(own: Partition, id: string): void;
}

/** All generations of an index in memory. */
export interface MemoryGenerations {
  open(vectors: VectorIdentity | undefined): void;
  /** The one that serves. */
  opened(): MemoryVectors;
  /** A passage is gone from all of them. */
  forget(own: Partition, id: string): void;
  readonly store: GenerationStore;
}

export function memoryGenerations(partitions: ReadonlyMap<string, Partition>): MemoryGenerations {
  const words = newVectors(undefined);
  const all = new Map<string, MemoryVectors>([[words.name, words]]);
  let serving: MemoryVectors | undefined;
  let previous: MemoryVectors | undefined;

  const begin = (identity: VectorIdentity): MemoryVectors => {
    const name = describeVectors(identity);
    const made = all.get(name) ?? newVectors(identity);
    all.set(name, made);
    return made;
  };
  const known = (identity: VectorIdentity | undefined): MemoryVectors => {
    const found = all.get(describeVectors(identity));
    if (found === undefined) throw generationUnknown(describeVectors(identity));
    return found;
  };
  const missing = (vectors: MemoryVectors, limit: number): readonly MissingPassage[] => {
    const found: MissingPassage[] = [];
    if (vectors.identity === undefined) return found;
    for (const own of partitions.values()) {
      const held = vectors.get(own);
      for (const passage of own.passages.values()) {
        if (held?.has(passage.id)) continue;
        if (found.length === limit) return found;
        const content = own.documents.get(passage.source)?.fingerprint.content ?? '';
        found.push({ ...passage, content });
      }
    }
    return found;
  };

  return {
    open(identity) {
      if (serving === undefined) {
        serving = identity === undefined ? words : begin(identity);
      } else if (serving.name !== describeVectors(identity)) {
        throw embedderMismatch(serving.name, describeVectors(identity));
      }
    },
    opened: () => serving ?? words,
    forget(own, id) {
      for (const vectors of all.values()) vectors.forget(own, id);
    },
    store: {
      async list() {
        return [...all.values()].map(
          (one): Generation => ({
            vectors: one.identity,
            state: one === serving ? 'serving' : one === previous ? 'previous' : 'spare',
            missing: missing(one, Number.POSITIVE_INFINITY).length,
          }),
        );
      },
      async begin(identity) {
        begin(identity);
      },
      async missing(identity, limit) {
        return missing(known(identity), limit);
      },
      async fill(identity, passages) {
        const vectors = known(identity);
        for (const { tenant, id, content, embedding } of passages) {
          const own = partitions.get(tenant);
          const passage = own?.passages.get(id);
          const document = own?.documents.get(passage?.source ?? '');
          if (own && document?.fingerprint.content === content) vectors.set(own, id, embedding);
        }
      },
      async serve(identity, { complete }) {
        const next = known(identity);
        const gaps = missing(next, Number.POSITIVE_INFINITY).length;
        if (complete && gaps > 0) throw generationIncomplete(next.name, gaps);
        if (next === serving) return;
        previous = serving;
        serving = next;
      },
      async drop(identity) {
        const name = describeVectors(identity);
        if (name === serving?.name) throw generationServes(name);
        if (name === previous?.name) previous = undefined;
        all.delete(name);
      },
    },
  };
}

function newVectors(identity: VectorIdentity | undefined): MemoryVectors {
  const byTenant = new Map<string, Map<string, Embedding>>();
  return {
    name: describeVectors(identity),
    identity,
    get: (own) =>
      own === undefined || identity === undefined
        ? undefined
        : (byTenant.get(own.tenant) ?? new Map()),
    set(own, id, embedding) {
      if (identity === undefined) return;
      const vectors = byTenant.get(own.tenant) ?? new Map<string, Embedding>();
      byTenant.set(own.tenant, vectors.set(id, embedding));
    },
    forget(own, id) {
      byTenant.get(own.tenant)?.delete(id);
    },
  };
}
