import type { Hit, Retriever } from '@ashlar/core';
import { wordAnalyser } from '@ashlar/text';

export interface DiversifiedOptions {
  /** 1: relevance alone; 0: difference alone. @default 0.7 */
  readonly lambda?: number;
  /** Hits to choose from. @default 40, and never fewer than asked for */
  readonly depth?: number;
}

/**
 * A retriever whose hits say different things: each next hit is the one that is relevant and least like those before it, by the
 * words they share. Use it where a collection says the same in many places. No model call. Scores stay as they were, so
 * they need not fall from hit to hit; the order is what counts.
 *
 * Maximal marginal relevance: Carbonell & Goldstein (SIGIR 1998).
 */
export function diversified(
  retriever: Retriever,
  { lambda = 0.7, depth = 40 }: DiversifiedOptions = {},
): Retriever {
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const { limit = 10 } = query;
      const wide = { ...query, limit: Math.max(depth, limit) };
      return choose(await retriever.retrieve(wide, access, context), limit, lambda);
    },
  };
}

const analyse = wordAnalyser();

interface Candidate {
  readonly hit: Hit;
  readonly relevance: number;
  readonly words: ReadonlySet<string>;
  /** Likeness to the most alike of those that were chosen. */
  nearest: number;
}

function choose(hits: readonly Hit[], limit: number, lambda: number): readonly Hit[] {
  const best = Math.max(...hits.map(({ score }) => score));
  let left = hits.map(
    (hit): Candidate => ({
      hit,
      relevance: best > 0 ? hit.score / best : 0,
      words: new Set(analyse(hit.text).map(({ term }) => term)),
      nearest: 0,
    }),
  );
  const chosen: Hit[] = [];
  const worth = ({ relevance, nearest }: Candidate) => lambda * relevance - (1 - lambda) * nearest;
  while (chosen.length < limit && left.length > 0) {
    const next = left.reduce((a, b) => (worth(b) > worth(a) ? b : a));
    chosen.push(next.hit);
    left = left.filter((one) => one !== next);
    for (const one of left) one.nearest = Math.max(one.nearest, likeness(one.words, next.words));
  }
  return chosen;
}

/** Words in common as a share of all words of both (Jaccard). */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return common === 0 ? 0 : common / (a.size + b.size - common);
}
