import type { JsonObject, Span } from '@ashlar/core';
import type { Place } from './loader.ts';

/**
 * Where a span of a canonical text stands in the original: the location of its begin. When it ends on another page, slide or row,
 * `lastPage`, `lastSlide` or `lastRow` say on which.
 */
export function locationOf(places: readonly Place[], { start, end }: Span): JsonObject | undefined {
  const first = placeAt(places, start);
  if (first === undefined) return undefined;
  const last = placeAt(places, Math.max(start, end - 1)) ?? first;
  const { location } = first;
  const until = last.location;
  return {
    ...location,
    ...(until.page !== location.page && { lastPage: until.page ?? null }),
    ...(until.slide !== location.slide && { lastSlide: until.slide ?? null }),
    ...(until.row !== location.row && { lastRow: until.row ?? null }),
  };
}

function placeAt(places: readonly Place[], offset: number): Place | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as Place).start <= offset) low = middle + 1;
    else high = middle;
  }
  return places[low - 1];
}
