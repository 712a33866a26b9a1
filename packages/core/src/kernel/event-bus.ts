import type { RunEvent, RunEventBody } from '../event.ts';
import { deepFreeze } from '../freeze.ts';
import type { Json } from '../json/json.ts';
import { toJson } from '../json/to-json.ts';
import { thrownText } from '../thrown-text.ts';
import { isDelta } from './delta.ts';
import { createWatcher, type Watcher } from './watcher.ts';

/** Where an event comes from. */
export interface EventSource {
  readonly runId: string;
  readonly parentId: string | undefined;
  readonly path: string;
}

export interface EventBus {
  emit(source: EventSource, body: RunEventBody): void;
  /** All events at or below `path` from the first that is still kept, to the end of the run there. */
  watch(path: string): AsyncIterator<RunEvent>;
  /** Whether anybody watches. */
  watched(): boolean;
  close(): void;
}

export type Listener = (event: RunEvent) => void;

// A watcher that comes late still sees how it began.
const KEPT = 1024;

/** One bus for a whole tree of runs. It never waits for anybody who watches. */
export function createEventBus(now: () => number, listeners: readonly Listener[]): EventBus {
  const watchers = new Set<Watcher>();
  const kept: RunEvent[] = [];
  const heard: { readonly event: RunEvent; readonly source: EventSource }[] = [];
  let telling = false;
  let seq = 0;
  let closed = false;

  function show(watcher: Watcher, event: RunEvent): void {
    if (!isBelow(event.path, watcher.path)) return;
    watcher.push(event);
    if (endsAt(event, watcher.path)) end(watcher);
  }

  function end(watcher: Watcher): void {
    watchers.delete(watcher);
    watcher.end();
  }

  // What a listener sets off is told when all have heard of what set it off: each hears everything in order.
  function tell(event: RunEvent, source: EventSource): void {
    heard.push({ event, source });
    if (telling) return;
    telling = true;
    for (let next = heard.shift(); next !== undefined; next = heard.shift()) {
      for (const listener of listeners) callListener(listener, next.event, next.source, bus);
    }
    telling = false;
  }

  const bus: EventBus = {
    watched: () => watchers.size > 0,
    emit(source, body) {
      if (closed) return;
      const event = sealed(stamp(source, body, seq, now()));
      seq += 1;
      if (!isDelta(event)) {
        kept.push(event);
        if (kept.length > KEPT) kept.shift();
      }
      for (const watcher of watchers) show(watcher, event);
      if (listeners.length > 0) tell(event, source);
    },
    watch(path) {
      const watcher = createWatcher(path, (gone) => watchers.delete(gone));
      watchers.add(watcher);
      for (const event of kept) if (watchers.has(watcher)) show(watcher, event);
      if (closed) end(watcher);
      return watcher.iterator;
    },
    close() {
      closed = true;
      for (const watcher of [...watchers]) end(watcher);
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

// Events are their own: whoever changes what was shown to it changes neither the run nor what others see.
function sealed(event: RunEvent): RunEvent {
  if (!isDelta(event)) {
    const fields = event as unknown as Record<string, unknown>;
    for (const name in fields) {
      const value = fields[name];
      if (typeof value === 'object') fields[name] = frozenCopy(value);
    }
  }
  return Object.freeze(event);
}

function frozenCopy(value: unknown): Json {
  const copy = plain(value);
  deepFreeze(copy);
  return copy;
}

// The facts of an error can be anything; that must not cost the event.
function plain(value: unknown): Json {
  try {
    return toJson(value);
  } catch {
    return typeof value === 'object' && value !== null && 'facts' in value
      ? plain({ ...value, facts: {} })
      : null;
  }
}

// What a listener throws is the listener's fault and must not reach the run, nor call the listener again.
function callListener(
  listener: Listener,
  event: RunEvent,
  source: EventSource,
  bus: EventBus,
): void {
  const fail = (error: unknown): void => {
    if (event.type === 'warning') return;
    bus.emit(source, { type: 'warning', code: 'listener.failed', message: thrownText(error) });
  };
  try {
    const result: unknown = listener(event);
    if (result instanceof Promise) result.catch(fail);
  } catch (error) {
    fail(error);
  }
}

/** Whether a nested run at `path` has ended. That of the root ends when the bus closes. */
function endsAt(event: RunEvent, path: string): boolean {
  return event.type === 'run.finished' && event.path === path && path !== '';
}

function isBelow(path: string, top: string): boolean {
  return top === '' || path === top || path.startsWith(`${top}/`);
}
