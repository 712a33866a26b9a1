import { fromCatalogIdentity, onCatalog } from './catalog-identity.ts';
import { inBatches } from './in-batches.ts';
import type { ListedVector } from './vector-bucket.ts';
import { filterableMetadata } from './vector-metadata.ts';
import {
  byPassage,
  filterableOf,
  HOUSEKEEPING,
  passageOf,
  type VectorState,
  withFilterable,
} from './vector-state.ts';

export interface SweepOptions {
  /** Vectors that were written later stay: a commit may be about to need them. In milliseconds. @default 1 hour */
  readonly olderThanMs?: number;
}

export interface SweepReport {
  /** Vectors that were looked at. */
  readonly vectors: number;
  /** Vectors that nothing led to any more; they are gone now. */
  readonly removed: number;
  /** Vectors whose metadata filters can use again. */
  readonly settled: number;
  /** Vector indexes of generations that were dropped; they are gone now. */
  readonly dropped: number;
}

const LOOKED_UP = 100;

/** Removes what killed or failed commits left behind, and mends the metadata that filters use. Reads every vector's metadata. */
export async function sweep(
  { catalog, bucket, names }: VectorState,
  { olderThanMs = 60 * 60 * 1000 }: SweepOptions = {},
): Promise<SweepReport> {
  // Indexes first: one that is made meanwhile has its generation in the catalog already.
  const indexes = (await bucket.names(names.all)).filter((name) => names.belongs(name));
  const generations = (await onCatalog(() => catalog.generations.list())).flatMap(
    ({ vectors }) => (vectors && fromCatalogIdentity(vectors)) ?? [],
  );
  const report = { vectors: 0, removed: 0, settled: 0, dropped: 0 };
  const latest = Date.now() - olderThanMs;

  const tidy = async (index: string, batch: readonly ListedVector[]): Promise<void> => {
    const ids = [...new Set(batch.map(({ metadata }) => String(metadata.passage)))];
    const known = byPassage(await onCatalog(() => catalog.get(ids, HOUSEKEEPING)));
    const orphans: string[] = [];
    const wanted = new Map<string, ReturnType<typeof filterableMetadata>>();
    for (const one of batch) {
      const passage = passageOf(one, known);
      if (passage === undefined) {
        if (Number(one.metadata.written ?? 0) <= latest) orphans.push(one.key);
        continue;
      }
      const filterable = filterableMetadata(passage);
      if (filterableOf(one) !== filterableOf({ metadata: filterable })) {
        wanted.set(one.key, filterable);
      }
    }
    const stale = await bucket.get(index, [...wanted.keys()]);
    await bucket.put(
      index,
      stale.map((one) => withFilterable(one, wanted.get(one.key))),
    );
    await bucket.remove(index, orphans);
    report.vectors += batch.length;
    report.removed += orphans.length;
    report.settled += stale.length;
  };

  for (const index of indexes) {
    if (!generations.some((vectors) => names.belongs(index, vectors))) {
      await bucket.drop(index);
      report.dropped += 1;
      continue;
    }
    const listed: ListedVector[] = [];
    for await (const page of bucket.list(index)) listed.push(...page);
    for (const batch of inBatches(listed, LOOKED_UP)) await tidy(index, batch);
  }
  return report;
}
