import type { Hit } from '@ashlar/core';
import { rankFusion } from '@ashlar/text';

export interface FuseOptions {
  /** Weight of each list. @default 1 for all */
  readonly weights?: readonly number[];
  /** At most this many hits. @default all */
  readonly limit?: number;
}

/**
 * One list of hits out of several, by rank: scores of different retrievers and queries do not compare. A passage that several
 * lists hold counts for each of them. The fused score is a share of the attainable, 0..1; `metadata.answerability` is the best
 * that any list says of its own.
 *
 * Reciprocal rank fusion: Cormack, Clarke & Büttcher (SIGIR 2009).
 */
export function fuseHits(
  lists: readonly (readonly Hit[])[],
  { weights, limit }: FuseOptions = {},
): readonly Hit[] {
  const hits = new Map<string, Hit>();
  const order = new Map<string, string>();
  for (const hit of lists.flat()) {
    const identity = identityOf(hit);
    // Ids in the order of appearance: what has the same score stays in it.
    const id = order.get(identity) ?? String(order.size).padStart(8, '0');
    order.set(identity, id);
    const known = hits.get(id);
    if (known === undefined || evidence(hit) > evidence(known)) hits.set(id, hit);
  }
  const idOf = (hit: Hit): string => order.get(identityOf(hit)) as string;
  const best = lists.reduce((sum, _list, i) => sum + (weights?.[i] ?? 1) / (CONSTANT + 1), 0);
  const ranked = rankFusion(
    lists.map((list) => list.map((hit) => ({ id: idOf(hit) }))),
    { constant: CONSTANT, ...(weights && { weights }), ...(limit !== undefined && { k: limit }) },
  );
  return ranked.map(({ id, score }) => ({ ...(hits.get(id) as Hit), score: score / best }));
}

const CONSTANT = 60;

/** Two retrievers may know the same passage by different ids, and different ones by the same. */
function identityOf({ source, span, text }: Hit): string {
  return JSON.stringify([source, span?.start, text]);
}

function evidence({ metadata }: Hit): number {
  const { answerability } = metadata ?? {};
  return typeof answerability === 'number' ? answerability : -1;
}
