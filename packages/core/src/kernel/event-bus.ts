import type { RunEvent, RunEventBody } from '../event.ts';

/** Where an event comes from. */
export interface EventSource {
  readonly runId: string;
  readonly parentId: string | undefined;
  readonly path: string;
}

export interface EventBus {
  emit(source: EventSource, body: RunEventBody): void;
  /** All events at or below `path`, from the first that is still kept. */
  watch(path: string): AsyncIterator<RunEvent>;
  /** Whether anybody watches or listens. */
  readonly watched: boolean;
  close(): void;
}

export type Listener = (event: RunEvent) => void;

// A watcher that comes late still sees how it began; a slow one gets its text in larger pieces.
const KEPT = 1024;
const JOIN_FROM = 64;

/** One bus for a whole tree of runs. It never waits for anybody who watches. */
export function createEventBus(now: () => number, listeners: readonly Listener[]): EventBus {
  const watchers = new Set<Watcher>();
  const kept: RunEvent[] = [];
  let seq = 0;
  let closed = false;

  const bus: EventBus = {
    get watched() {
      return watchers.size > 0;
    },
    emit(source, body) {
      if (closed) return;
      const event = stamp(source, body, seq, now());
      seq += 1;
      if (!isDelta(event)) {
        kept.push(event);
        if (kept.length > KEPT) kept.shift();
      }
      for (const watcher of watchers) if (isBelow(event.path, watcher.path)) watcher.push(event);
      for (const listener of listeners) callListener(listener, event, source, bus);
    },
    watch(path) {
      const watcher = createWatcher(path, (gone) => watchers.delete(gone));
      for (const event of kept) if (isBelow(event.path, path)) watcher.push(event);
      if (closed) watcher.end();
      else watchers.add(watcher);
      return watcher.iterator;
    },
    close() {
      closed = true;
      for (const watcher of watchers) watcher.end();
      watchers.clear();
    },
  };
  return bus;
}

function stamp(source: EventSource, body: RunEventBody, seq: number, at: number): RunEvent {
  const { runId, parentId, path } = source;
  return parentId === undefined
    ? { ...body, runId, path, seq, at }
    : { ...body, runId, parentId, path, seq, at };
}

// What a listener throws is the listener's fault and must not reach the run, nor call the listener again.
function callListener(
  listener: Listener,
  event: RunEvent,
  source: EventSource,
  bus: EventBus,
): void {
  try {
    listener(event);
  } catch (error) {
    if (event.type === 'warning') return;
    bus.emit(source, { type: 'warning', code: 'listener.failed', message: String(error) });
  }
}

interface Watcher {
  readonly path: string;
  readonly iterator: AsyncIterator<RunEvent>;
  push(event: RunEvent): void;
  end(): void;
}

function createWatcher(path: string, leave: (watcher: Watcher) => void): Watcher {
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
      else if (!(waiting.length - head >= JOIN_FROM && joinLast(waiting, event)))
        waiting.push(event);
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

function joinLast(waiting: RunEvent[], event: RunEvent): boolean {
  const last = waiting.at(-1);
  if (last === undefined || !isDelta(last) || !isDelta(event)) return false;
  if (last.type !== event.type || last.id !== event.id) return false;
  waiting[waiting.length - 1] = { ...last, text: last.text + event.text };
  return true;
}

type Delta = Extract<RunEvent, { type: 'text.delta' | 'reasoning.delta' }>;

function isDelta(event: RunEvent): event is Delta {
  return event.type === 'text.delta' || event.type === 'reasoning.delta';
}

function isBelow(path: string, top: string): boolean {
  return top === '' || path === top || path.startsWith(`${top}/`);
}
