import { baseModelId } from '../models/model-id.ts';

/** Dollars per query of up to 100 passages. Read on 2026-11-21 in BerriAI/litellm's table (`input_cost_per_query`). */
const usdPerQuery: readonly (readonly [string, number])[] = [
  ['amazon.rerank-v1', 0.001],
  ['cohere.rerank-v3-5', 0.002],
];

/** What a query to a reranking model costs; `undefined` when that is not known. */
export function rerankPrice(model: string): number | undefined {
  const base = baseModelId(model);
  return usdPerQuery.find(([prefix]) => base.startsWith(prefix))?.[1];
}

/** Billed queries for so many passages. */
export function rerankUnits(passages: number): number {
  return Math.ceil(passages / 100);
}
