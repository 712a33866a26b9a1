import type { Clock } from '../clock.ts';
import { nextTurn } from './turn.ts';

/** Delivers recorded ends in recorded order, one a turn, and lets new effects start when all are delivered. */
export interface Replay {
  /** Waits for the turn of `id`; what is not in the order (any more) comes behind it. */
  deliver(id: string): Promise<void>;
  /** Undefined when everything was delivered, else resolves then. `id` says who waits. */
  drained(id: string): Promise<void> | undefined;
  /** Takes those of `ids` that nobody has asked for out of the order. */
  drop(ids: readonly string[]): void;
  /** Ids that were recorded and that nobody has asked for. */
  unasked(): readonly string[];
  close(): void;
}

export interface ReplayOptions {
  readonly order: readonly string[];
  readonly clock: Clock;
  /** How long the next recorded end may stay unasked while others wait. */
  readonly patienceMs: number;
  /** The next recorded end was not asked for in time. */
  readonly stuck: (expected: string, asked: readonly string[]) => void;
}

const PARTS = 4;

export function createReplay({ order, clock, patienceMs, stuck }: ReplayOptions): Replay {
  const left = new Set(order);
  const asked = new Map<string, () => void>();
  const gate: { readonly id: string; readonly start: () => void }[] = [];
  let cursor = 0;
  let live = order.length === 0;
  let busy = false;
  let stopTimer: (() => void) | undefined;
  let closed = false;

  function advance(): void {
    if (busy || closed) return;
    stopTimer?.();
    const expected = next();
    if (expected === undefined) inNextTurn(open);
    else if (asked.has(expected)) inNextTurn(() => hand(expected));
    else if (asked.size > 0 || gate.length > 0) wait(expected, PARTS);
  }

  // Patience is time and not turns: a body may wait for something outside before it asks. Each new question renews it.
  // It comes in parts: a process that stood still (a frozen function, a closed laptop) loses one of them and not all.
  function wait(expected: string, parts: number): void {
    stopTimer = clock.after(patienceMs / PARTS, () => {
      if (parts > 1) wait(expected, parts - 1);
      else stuck(expected, [...asked.keys(), ...gate.map(({ id }) => id)]);
    });
  }

  function next(): string | undefined {
    while (cursor < order.length && !left.has(order[cursor] as string)) cursor += 1;
    return order[cursor];
  }

  function inNextTurn(act: () => void): void {
    if (live) return;
    busy = true;
    nextTurn(() => {
      busy = false;
      if (!closed) act();
    });
  }

  function hand(id: string): void {
    left.delete(id);
    asked.get(id)?.();
    asked.delete(id);
    advance();
  }

  // Not in the turn of the last delivery, which belongs to the body: it may abandon what waits here.
  function open(): void {
    live = true;
    for (const { start } of gate.splice(0)) start();
  }

  function drained(id: string): Promise<void> | undefined {
    if (live) return undefined;
    return new Promise((start) => {
      gate.push({ id, start });
      advance();
    });
  }

  return {
    async deliver(id) {
      if (!left.has(id)) return drained(id);
      return new Promise((resolve) => {
        asked.set(id, resolve);
        advance();
      });
    },
    drained,
    drop(ids) {
      for (const id of ids) if (!asked.has(id)) left.delete(id);
      advance();
    },
    unasked: () => [...left].filter((id) => !asked.has(id)),
    close() {
      closed = true;
      stopTimer?.();
      gate.length = 0;
      asked.clear();
    },
  };
}
