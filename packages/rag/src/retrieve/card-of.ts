import type { Hit } from '@ashlar/core';
import { z } from 'zod';
import type { SourceCard } from '../index/source-card.ts';

const card = z.object({
  validUntil: z.string().optional(),
  precedence: z.number().optional(),
});

/** What a hit says of how long its source holds and how much it counts; an empty card when it says nothing. */
export function cardOf({ metadata }: Hit): Pick<SourceCard, 'validUntil' | 'precedence'> {
  const { success, data } = card.safeParse(metadata?.card);
  if (!success) return {};
  const { validUntil, precedence } = data;
  return {
    ...(validUntil !== undefined && { validUntil }),
    ...(precedence !== undefined && { precedence }),
  };
}
