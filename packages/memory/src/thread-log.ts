import { AshlarError, type Message, type Thread } from '@ashlar/core';
import { encodePath, isStorageError, type Key, type Store } from '@ashlar/storage';
import type { Condensed } from './condensed-pair.ts';
import type { Entry } from './entry.ts';
import { somebody } from './errors.ts';
import type { Size } from './window.ts';

/** What was appended at once. */
export interface StoredTurn {
  /** Of the append: one that is repeated after a crash is recognised by it. */
  readonly id: string;
  readonly at: number;
  readonly messages: readonly Message[];
}

/** A stored turn with its place in the thread. */
export interface PlacedTurn extends StoredTurn {
  readonly thread: string;
  readonly place: number;
  readonly expiresAt?: number;
}

/** What a thread looks like since messages left it: all up to a place, instead of the turns stored there. */
export interface ThreadState {
  /** The last place that `base` and `condensed` stand for; -1 for none. */
  readonly upTo: number;
  readonly base: readonly Entry[];
  readonly condensed?: Condensed;
}

/** A thread as it lies in the store. */
export interface KeptThread {
  readonly id: string;
  readonly turns: readonly PlacedTurn[];
  readonly state?: ThreadState;
}

/** The end of a thread: the next place that is probably free, and how long the conversation has become. */
interface Head extends Size {
  readonly next: number;
}

/** The records of one thread: a value per append, one for the state, one for the head. */
export interface ThreadLog {
  head(): Promise<Head | undefined>;
  /** Adds to the head, or takes away. */
  grow(by: Size, next?: number): Promise<void>;
  /** Writes a turn behind all others and resolves to its place; it stands at `from` or later, also when it was written before. */
  write(turn: StoredTurn, from: number): Promise<number>;
  /** The turns behind a place, in order. */
  turns(behind?: number): Promise<readonly PlacedTurn[]>;
  state(): Promise<{ readonly state?: ThreadState; readonly version: string | null }>;
  /** Resolves to false when somebody else wrote since `version`. */
  putState(state: ThreadState, version: string | null, ttlMs?: number): Promise<boolean>;
  /** Where the lease lies of who condenses. */
  readonly leaseKey: Key;
}

const ROOM = 'memory';
const most = 1000;

/** The keys of all threads of a subject begin with this. */
export const threadsPath: readonly string[] = [ROOM];

/** Opens the records of a thread; nothing is read yet. */
export function threadLog(store: Store, { id, principal }: Thread, ttlMs?: number): ThreadLog {
  const { tenant, subject } = somebody(principal);
  const key = (...path: string[]): Key => ({ tenant, subject, path: [ROOM, id, ...path] });
  const lifetime = ttlMs === undefined ? {} : { ttlMs };

  async function turns(behind = -1): Promise<readonly PlacedTurn[]> {
    const found: PlacedTurn[] = [];
    let after = behind < 0 ? undefined : encodePath(turnKey(behind).path);
    do {
      const options = { limit: 1000, ...(after !== undefined && { after }) };
      const page = await store.values.list(key('turn'), options);
      for (const entry of page.entries) found.push(placedTurn(entry.key, entry));
      after = page.next;
    } while (after !== undefined);
    return found;
  }
  function turnKey(place: number): Key {
    return key('turn', String(place).padStart(12, '0'));
  }
  return {
    turns,
    leaseKey: key('condensing'),
    head: async () =>
      ((await store.values.get(key('head')))?.value ?? undefined) as Head | undefined,
    async grow(by, next = 0) {
      await conditionally(id, async () => {
        const entry = await store.values.get(key('head'));
        const head = (entry?.value ?? { next: 0, turns: 0, tokens: 0 }) as unknown as Head;
        const grown = {
          next: Math.max(head.next, next),
          turns: Math.max(0, head.turns + by.turns),
          tokens: Math.max(0, head.tokens + by.tokens),
        };
        const ifVersion = entry?.version ?? null;
        await store.values.put(key('head'), grown, { ...lifetime, ifVersion });
      });
    },
    async write(turn, from) {
      return conditionally(id, async () => {
        const later = await turns(from - 1);
        const before = later.find((other) => other.id === turn.id);
        if (before !== undefined) return before.place;
        const place = Math.max(from, (later.at(-1)?.place ?? -1) + 1);
        await store.values.put(turnKey(place), turn, { ...lifetime, ifVersion: null });
        return place;
      });
    },
    async state() {
      const entry = await store.values.get(key('state'));
      if (entry === null) return { version: null };
      return { state: entry.value as unknown as ThreadState, version: entry.version };
    },
    async putState(state, version, stateTtlMs) {
      const options = stateTtlMs === undefined ? {} : { ttlMs: stateTtlMs };
      try {
        await store.values.put(key('state'), state, { ...options, ifVersion: version });
        return true;
      } catch (error) {
        if (isConflict(error)) return false;
        throw error;
      }
    },
  };
}

/** A turn out of the store, under its key. */
export function placedTurn(
  key: Key,
  entry: { readonly value: unknown; readonly expiresAt?: number },
): PlacedTurn {
  const [, thread = '', , place] = key.path;
  const { expiresAt } = entry;
  return {
    ...(entry.value as StoredTurn),
    thread,
    place: Number(place),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** The messages of a turn, each named by the place and its number there. */
export function entriesOfTurn({ place, at, messages }: PlacedTurn): readonly Entry[] {
  return messages.map((message, index) => ({ id: `${place}.${index}`, at, message }));
}

/** Tries again as long as others come first. */
async function conditionally<T>(thread: string, write: () => Promise<T>): Promise<T> {
  for (let attempt = 0; attempt < most; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  throw new AshlarError(
    'memory.contended',
    `Others appended to the thread ${thread} ${most} times first. Append again, with fewer writers.`,
    { facts: { thread }, retryable: true },
  );
}

function isConflict(error: unknown): boolean {
  return isStorageError(error) && error.code === 'storage.conflict';
}
