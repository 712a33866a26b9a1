import type { InspectedPart, Part } from '@ashlar/core';
import type { GivenPart } from './given-part.ts';
import { mapPart } from './map-part.ts';

/** One text of a part, or a part that is no text, in reading order. */
export interface Leaf {
  readonly inspected: InspectedPart;
  /** Of a text that is written as a number, which no mask can stand in. */
  readonly isNumber: boolean;
}

/** What checks are shown of the parts: every text in them by itself, and media as they are. */
export function leavesOf(given: readonly GivenPart[]): readonly Leaf[] {
  return given.flatMap(({ part, origin, index }) => {
    const leaves: Leaf[] = [];
    mapPart(part, (text, path, kind) => {
      const own = { part: { type: 'text', text } as const, origin, index };
      const inspected = path === undefined ? own : { ...own, path };
      if (text !== '') leaves.push({ inspected, isNumber: kind === 'number' });
      return text;
    });
    for (const media of mediaOf(part)) {
      leaves.push({ inspected: { part: media, origin, index }, isNumber: false });
    }
    return leaves;
  });
}

function mediaOf(part: Part): readonly Part[] {
  if (part.type === 'tool-result') return part.content.flatMap(mediaOf);
  const isMedia =
    part.type === 'image' ||
    part.type === 'audio' ||
    part.type === 'video' ||
    part.type === 'other' ||
    (part.type === 'document' && !('text' in part.source));
  return isMedia ? [part] : [];
}

/** Names a place: part and path together. */
export function placeOf(index: number | undefined, path: string | undefined): string {
  return `${index} ${path ?? ''}`;
}
