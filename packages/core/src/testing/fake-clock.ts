import type { Clock } from '../clock.ts';
import { turn } from '../kernel/turn.ts';

export interface FakeClock extends Clock {
  /**
   * Moves time on by `ms`. Timers that fall due are called in the order of their time, each at its own time,
   * and what they set off runs before the next one.
   */
  advance(ms: number): Promise<void>;
  /** Lets promises and later turns of the event loop run without moving time. @param turns default 20 */
  flush(turns?: number): Promise<void>;
  /** Timers that wait: 0 after a test that cleared up behind itself. */
  readonly waiting: number;
}

export interface FakeClockOptions {
  /** Milliseconds since the epoch. @default 2026-01-01T00:00:00Z */
  readonly startAt?: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

// The kernel hands results on one a turn, so a few effects in a row take a few turns.
const TURNS = 20;

/**
 * A clock that only moves when a test says so.
 *
 * It does not hold up work that waits for something else than a timer: files and sockets take the time that they take.
 *
 * @example
 * const clock = fakeClock();
 * const run = createRuntime({ clock }).run(agent, input, { budget: { deadlineMs: 1000 } });
 * await clock.advance(1000);
 * expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'deadline' });
 */
export function fakeClock({ startAt = Date.UTC(2026, 0, 1) }: FakeClockOptions = {}): FakeClock {
  let now = startAt;
  const timers = new Set<Timer>();

  function nextDue(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }

  async function flush(turns: number = TURNS): Promise<void> {
    for (let done = 0; done < turns; done += 1) await turn();
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await flush();
      for (let due = nextDue(until); due !== undefined; due = nextDue(until)) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
        await flush();
      }
      now = Math.max(now, until);
    },
    flush,
    get waiting() {
      return timers.size;
    },
  };
}
