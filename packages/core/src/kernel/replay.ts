import type { Clock } from '../clock.ts';
import { nextTurn } from './turn.ts';

/** Delivers recorded ends in recorded order, one a turn, and lets new effects start when all are delivered. */
export interface Replay {
  /** Waits for the turn of `id`, which must be in the order. */
  deliver(id: string): Promise<void>;
  /** Undefined when everything was delivered, else resolves then. */
  drained(): Promise<void> | undefined;
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

export function createReplay({ order, clock, patienceMs, stuck }: ReplayOptions): Replay {
  const asked = new Map<string, () => void>();
  const everAsked = new Set<string>();
  let gate: (() => void)[] = [];
  let gated: Promise<void> | undefined;
  let cursor = 0;
  let advancing = false;
  let stopTimer: (() => void) | undefined;
  let closed = false;

  function advance(): void {
    if (advancing || closed) return;
    const expected = order[cursor];
    if (expected === undefined) {
      open();
      return;
    }
    if (!asked.has(expected)) {
      wait(expected);
      return;
    }
    advancing = true;
    stopTimer?.();
    nextTurn(() => {
      advancing = false;
      if (closed) return;
      cursor += 1;
      asked.get(expected)?.();
      asked.delete(expected);
      advance();
    });
  }

  // The turn after the last delivery belongs to the body: what it asks first starts first.
  function open(): void {
    stopTimer?.();
    for (const start of gate.splice(0)) start();
    gated = undefined;
  }

  // Patience is time and not turns: a body may wait for something outside before it asks. Each new question renews it.
  function wait(expected: string): void {
    stopTimer?.();
    if (asked.size === 0 && gate.length === 0) return;
    stopTimer = clock.after(patienceMs, () => stuck(expected, [...asked.keys()]));
  }

  return {
    deliver(id) {
      everAsked.add(id);
      return new Promise((resolve) => {
        asked.set(id, resolve);
        advance();
      });
    },
    drained() {
      if (cursor >= order.length) return undefined;
      gated ??= new Promise((resolve) => gate.push(resolve));
      advance();
      return gated;
    },
    unasked: () => order.slice(cursor).filter((id) => !everAsked.has(id)),
    close() {
      closed = true;
      stopTimer?.();
      gate = [];
      asked.clear();
    },
  };
}
