import type { InspectedPart } from '@ashlar/core';
import { contentOf, type GuardedContent } from './content-of.ts';

/** A block to evaluate, and the part that it was cut from. */
export interface Piece {
  readonly inspected: InspectedPart;
  readonly content: Exclude<GuardedContent, { kind: 'unreadable' | 'nothing' }>;
}

/** Characters that two pieces of one text share, so that what stands at the cut is seen whole by one of them. */
const shared = 200;

/** What there is to evaluate in parts, in pieces of at most `most` characters; and the parts that no guardrail can read. */
export function piecesOf(
  parts: readonly InspectedPart[],
  most: number,
): { readonly pieces: readonly Piece[]; readonly unreadable: readonly InspectedPart[] } {
  const pieces: Piece[] = [];
  const unreadable: InspectedPart[] = [];
  for (const inspected of parts) {
    const content = contentOf(inspected);
    if (content.kind === 'unreadable') unreadable.push(inspected);
    else if (content.kind === 'image') pieces.push({ inspected, content });
    else if (content.kind === 'text') {
      for (const text of cut(content.text, most)) {
        pieces.push({ inspected, content: { kind: 'text', text } });
      }
    }
  }
  return { pieces, unreadable };
}

function cut(text: string, most: number): string[] {
  if (text.length <= most) return [text];
  const texts: string[] = [];
  const step = most - shared;
  for (let start = 0; start < text.length - shared; start += step) {
    texts.push(text.slice(start, start + most));
  }
  return texts;
}

/** Puts pieces together into requests of at most `most` characters. */
export function toRequests(pieces: readonly Piece[], most: number): readonly (readonly Piece[])[] {
  const requests: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const size = sizeOf(piece);
    if (requests.length === 0 || size > room) {
      requests.push([]);
      room = most;
    }
    requests.at(-1)?.push(piece);
    room -= size;
  }
  return requests;
}

/** Billed units: 1,000 characters each. An image counts two, which is more than its price. */
export function unitsOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { content }) => {
    return sum + (content.kind === 'text' ? Math.ceil(content.text.length / 1000) : 2);
  }, 0);
}

/** The parts that pieces come from, each once. */
export function partsOf(pieces: readonly Piece[]): readonly InspectedPart[] {
  return [...new Set(pieces.map(({ inspected }) => inspected))];
}

function sizeOf({ content }: Piece): number {
  return content.kind === 'text' ? content.text.length : 0;
}
