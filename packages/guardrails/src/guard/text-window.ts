import type { Verdict } from '@ashlar/core';
import { applyMasks, type Mask, mergeMasks } from '../inspect/masks.ts';

/** A text that grows, of which only what is judged for good comes out. */
export interface TextWindow {
  /** What may be shown now that `delta` has come. */
  push(delta: string): Promise<string>;
  /** All that has come so far. */
  text(): string;
  /** All that has come out so far, masked. */
  shown(): string;
  /** Where the first finding that blocks begins. Once it is there nothing comes out any more. */
  blockedAt(): number | undefined;
}

/**
 * Text comes out when `lookback` characters have come behind it: by then a check that keeps its claim has seen all that its
 * verdict depends on. A finding that reaches over that place is waited for, so nothing of it comes out before its end. A
 * window of twice the lookback is looked at again whenever a quarter of the lookback has come: the work grows with the text,
 * not with its square, and at most the lookback, that quarter and one finding are held back.
 *
 * @param inspect verdicts of all checks on one text
 * @param lookback the longest of all checks, in UTF-16 code units
 */
export function textWindow(
  inspect: (text: string) => Promise<readonly Verdict[]>,
  lookback: number,
): TextWindow {
  const pieces: string[] = [];
  const out: string[] = [];
  const stride = Math.max(1, Math.floor(lookback / 4));
  // What is still needed of the text: what is held back, and what checks need to see before it.
  let tail = '';
  let tailAt = 0;
  let length = 0;
  let looked = 0;
  let released = 0;
  let blockedAt: number | undefined;
  let unplaced = false;

  async function look(): Promise<string> {
    looked = length;
    const limit = length - lookback;
    const verdicts = await inspect(tail);
    const found = verdicts.filter(({ action }) => action === 'mask' || action === 'block');
    // Without a place nobody can tell what it is about before the end.
    unplaced ||= found.some(({ span }) => span === undefined);
    if (unplaced) return '';
    const settled = found.flatMap(({ action, span = NOWHERE, replacement = '' }) => {
      const start = span.start + tailAt;
      if (start < released || start >= limit) return [];
      return [{ action, start, end: span.end + tailAt, replacement }];
    });
    const blocks = settled.filter(({ action }) => action === 'block');
    if (blocks.length > 0) {
      blockedAt = Math.min(...blocks.map(({ start }) => start));
      return '';
    }
    return release(settled, Math.max(released, limit));
  }

  function release(masks: readonly Mask[], limit: number): string {
    const until = beforeAll(masks, limit);
    const ready = masks
      .filter(({ end }) => end <= until)
      .map((mask) => ({ ...mask, start: mask.start - released, end: mask.end - released }));
    const piece = tail.slice(released - tailAt, until - tailAt);
    released = until;
    const keepFrom = Math.max(tailAt, released - lookback);
    tail = tail.slice(keepFrom - tailAt);
    tailAt = keepFrom;
    const shown = applyMasks(piece, mergeMasks(ready));
    out.push(shown);
    return shown;
  }

  return {
    async push(delta) {
      pieces.push(delta);
      tail += delta;
      length += delta.length;
      const due = length - looked >= stride && length - lookback > released;
      return due && !unplaced && blockedAt === undefined ? look() : '';
    },
    text: () => pieces.join(''),
    shown: () => out.join(''),
    blockedAt: () => blockedAt,
  };
}

const NOWHERE = { start: 0, end: 0 };

/** The last place before `limit` that no mask reaches over. */
function beforeAll(masks: readonly Mask[], limit: number): number {
  let until = limit;
  for (;;) {
    const over = masks.find(({ start, end }) => start < until && end > until);
    if (over === undefined) return until;
    until = over.start;
  }
}
