import type { EmbedItem } from '@ashlar/core';

/** Items of one request, and where they stand in the list they came from. */
export interface Batch {
  readonly items: readonly EmbedItem[];
  readonly places: readonly number[];
}

/** Cuts items into requests of at most `size` texts. An image gets a request of its own. */
export function toBatches(items: readonly EmbedItem[], size: number): readonly Batch[] {
  const texts: number[] = [];
  const batches: Batch[] = [];
  for (const [place, item] of items.entries()) {
    if (typeof item === 'string') texts.push(place);
    else batches.push({ items: [item], places: [place] });
  }
  for (let start = 0; start < texts.length; start += size) {
    const places = texts.slice(start, start + size);
    batches.push({ items: places.map((place) => items[place] ?? ''), places });
  }
  return batches;
}
