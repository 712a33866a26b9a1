import type { RankedPassage, Reranker } from '../reranker.ts';
import type { EffectOptions } from '../scope.ts';
import { createCallContext } from './call-context.ts';
import { digestFields } from './digest.ts';
import { runEffect } from './effect.ts';
import { govern, outermost } from './govern.ts';
import type { ScopeState } from './scope-state.ts';

/** Passages by relevance. */
export async function rerank(
  scope: ScopeState,
  reranker: Reranker,
  query: string,
  passages: readonly string[],
  { key }: EffectOptions,
): Promise<readonly RankedPassage[]> {
  const own = passages.slice();
  const spec = {
    type: 'rerank' as const,
    name: reranker.id,
    place: 'rerank',
    key,
    effect: 'read' as const,
    digest: () =>
      digestFields({ reranker: reranker.id, query, passages: own }, 'The passages to rerank'),
    counts: true,
  };
  const ranked = await runEffect(scope, spec, (inside) =>
    govern(scope.policies, 'reranker', reranker).rerank(
      query,
      own,
      createCallContext(outermost(inside)),
    ),
  );
  return ranked as unknown as readonly RankedPassage[];
}
