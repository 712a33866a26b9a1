import type { RunEvent } from '../event.ts';
import { goesOn, isDelta } from './delta.ts';

/** Somebody who reads events, at his own pace. */
export interface Watcher {
  readonly path: string;
  readonly iterator: AsyncIterator<RunEvent>;
  push(event: RunEvent): void;
  end(): void;
}

// A slow reader gets text in larger pieces from here on.
const JOIN_FROM = 64;

/** Keeps what was not read yet. Text deltas of one effect are joined, everything else is kept as it is. */
export function createWatcher(path: string, leave: (watcher: Watcher) => void): Watcher {
  let waiting: RunEvent[] = [];
  let head = 0;
  let ended = false;
  const readers: ((result: IteratorResult<RunEvent>) => void)[] = [];
  const done: IteratorResult<RunEvent> = { done: true, value: undefined };

  const watcher: Watcher = {
    path,
    push(event) {
      const reader = readers.shift();
      if (reader !== undefined) reader({ done: false, value: event });
      else if (waiting.length - head < JOIN_FROM || !join(waiting, head, event)) {
        waiting.push(event);
      }
    },
    end() {
      ended = true;
      for (const reader of readers.splice(0)) reader(done);
    },
    iterator: {
      next() {
        const value = waiting[head];
        if (value === undefined) {
          return ended ? Promise.resolve(done) : new Promise((resolve) => readers.push(resolve));
        }
        head += 1;
        if (head === waiting.length) {
          waiting = [];
          head = 0;
        }
        return Promise.resolve({ done: false, value });
      },
      return() {
        leave(watcher);
        watcher.end();
        waiting = [];
        head = 0;
        return Promise.resolve(done);
      },
    },
  };
  return watcher;
}

/** Joins a delta to the last one of the same text, unless something that is no delta came in between. */
function join(waiting: RunEvent[], head: number, event: RunEvent): boolean {
  if (!isDelta(event)) return false;
  for (let at = waiting.length - 1; at >= head; at -= 1) {
    const earlier = waiting[at] as RunEvent;
    if (!isDelta(earlier)) return false;
    if (goesOn(earlier, event)) {
      waiting[at] = { ...earlier, text: earlier.text + event.text };
      return true;
    }
  }
  return false;
}
