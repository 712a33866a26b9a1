import { type Clock, type Hit, type Retriever, systemClock } from '@ashlar/core';
import { endOfValidity } from '../index/source-card.ts';
import { cardOf } from './card-of.ts';

export interface FreshOptions {
  /** When a hit was written, in ms since 1970; undefined: it does not age. @default `metadata.date`, a date or an instant */
  readonly dateOf?: (hit: Hit) => number | undefined;
  /** Days after which a score has halved. @default none: only what does not hold any more is left out */
  readonly halfLifeDays?: number;
  /** Hits to choose from. @default 50, and never fewer than asked for */
  readonly depth?: number;
  /** @default the machine's */
  readonly clock?: Pick<Clock, 'now'>;
}

const DAY = 24 * 60 * 60 * 1000;

/**
 * A retriever that leaves out what does not hold any more (`validUntil` of its source card has passed), and prefers what is newer:
 * a score halves with every half-life, so that an old passage has to be much better to win. No model call.
 */
export function fresh(retriever: Retriever, options: FreshOptions = {}): Retriever {
  const { dateOf = dateInMetadata, halfLifeDays, depth = 50, clock = systemClock } = options;
  return {
    ...retriever,
    async retrieve(query, access, context) {
      const { limit = 10 } = query;
      const wide = { ...query, limit: Math.max(depth, limit) };
      const now = clock.now();
      const hits = await retriever.retrieve(wide, access, context);
      return hits
        .filter((hit) => endOfValidity(cardOf(hit)) > now)
        .map((hit) => ({ ...hit, score: hit.score * decay(dateOf(hit), now, halfLifeDays) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, limit);
    },
  };
}

function decay(at: number | undefined, now: number, halfLifeDays: number | undefined): number {
  if (at === undefined || halfLifeDays === undefined || Number.isNaN(at)) return 1;
  return 2 ** (-Math.max(0, now - at) / (DAY * halfLifeDays));
}

function dateInMetadata({ metadata }: Hit): number | undefined {
  const date = metadata?.date;
  return typeof date === 'string' ? Date.parse(date) : undefined;
}
