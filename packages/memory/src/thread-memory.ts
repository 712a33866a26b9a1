import { freezeMessage, type Memory, type Principal, type Thread } from '@ashlar/core';
import type { Store, Subject } from '@ashlar/storage';
import { beginThread } from './begin-thread.ts';
import { type ConversationCompactor, compactor } from './compactor.ts';
import { shrink } from './condense.ts';
import { condenseThread } from './condense-thread.ts';
import { effectsOf } from './effects.ts';
import type { Entry } from './entry.ts';
import { somebody } from './errors.ts';
import { keptThreads } from './kept-threads.ts';
import type { PastTurn, Recall } from './past-turns.ts';
import { entriesOfTurn, type KeptThread, type ThreadLog, threadLog } from './thread-log.ts';
import { readView, sizeOf } from './thread-view.ts';
import { countTurns } from './turns.ts';
import type { Window } from './window.ts';

type Owner = Pick<Principal, 'tenant' | 'subject'>;

/** Where conversations live, and what becomes of long ones. */
export interface ThreadMemoryOptions {
  readonly store: Store;
  /** When a conversation is too long: `lastTurns`, `tokenWindow`. Default: never; `load` then gives all of it. */
  readonly window?: Window;
  /** What becomes of what leaves the window. Default: `compactor()`, which tells the model nothing of it. */
  readonly compactor?: ConversationCompactor;
  /** Looks up past turns for the `query` of a `load`: `pastTurns`. Default: nothing is looked up. */
  readonly recall?: Recall;
  /** Milliseconds until a message is gone, whether or not its thread goes on. Default: until its subject is forgotten. */
  readonly ttlMs?: number;
  /** Other stores that hold something of a subject (journals, archive, facts): `forget` erases there, too. Default: none. */
  readonly alsoErase?: readonly { erase(subject: Subject): Promise<unknown> }[];
  /** For the times of messages. Default `Date.now`. */
  readonly now?: () => number;
}

/** A memory that can also show and remove what it keeps. */
export interface ThreadMemory extends Memory {
  /** Everything that is kept of a subject's conversations, as JSON: for a person who asks for it. */
  export(principal: Owner): Promise<readonly KeptThread[]>;
  /** Removes one conversation. For a proof about bytes use `forget`. */
  remove(thread: Thread): Promise<void>;
}

/**
 * Conversations on any store, by tenant, subject and thread: core's `Memory`.
 *
 * Each append is stored whole, behind all others, whoever else appends at the same time. Under the context of a run an append that is
 * replayed after a crash is recognised and not stored twice. A `load` is always a history that a model can be asked with, and begins
 * as the one before did until the window is full; then the append that filled it condenses, under that run's budget.
 *
 * Costs four to five requests to the store an append, two a load; what condensing costs is up to the digests.
 *
 * @throws AshlarError `memory.nobody` without a principal, `memory.contended` after a thousand lost races; StorageError of the store
 */
export function threadMemory(options: ThreadMemoryOptions): ThreadMemory {
  const { store, window, recall, ttlMs, alsoErase = [], now = Date.now } = options;
  const { condensing } = options.compactor ?? compactor();
  const { countTokens, digests, dataClasses } = condensing;
  const since = () => (ttlMs === undefined ? undefined : now() - ttlMs);
  const logOf = (thread: Thread): ThreadLog => threadLog(store, thread, ttlMs);

  return {
    async load(thread, { maxTokens, query } = {}) {
      const log = logOf(thread);
      const view = await readView(log, thread, condensing, since());
      let entries = bounded(view.entries);
      let found: readonly Entry[] = [];
      if (recall !== undefined && query !== undefined && mayEnd(entries)) {
        const past = await pastOf(store, thread, recall, entries);
        found = recall.recall(query, past);
      }
      if (maxTokens !== undefined) {
        const tokens = maxTokens - countTokens(found.map(({ message }) => message));
        if (tokens < maxTokens / 2) found = [];
        entries = shrink(entries, { tokens: found.length === 0 ? maxTokens : tokens }, condensing);
      }
      return [...entries, ...found].map(({ message }) => freezeMessage(message));
    },

    async append(thread, messages, context) {
      const log = logOf(thread);
      if (messages.length === 0) return;
      const effects = effectsOf(context, thread.principal);
      const place = await effects.step('memory.place', async () => {
        const head = await log.head();
        return {
          id: crypto.randomUUID(),
          at: now(),
          from: head?.next ?? 0,
          first: head === undefined,
        };
      });
      await effects.step('memory.append', async () => {
        const { id, at, from, first } = place;
        if (first) await begin(log, thread);
        const written = await log.write({ id, at, messages }, from);
        const size = { turns: countTurns(messages), tokens: countTokens(messages) };
        await log.grow(size, written + 1);
        return null;
      });
      if (window === undefined) return;
      await condenseThread({ store, log, thread, window, condensing, now, since }, context);
    },

    async forget(principal) {
      const { tenant, subject } = somebody(principal);
      for (const other of alsoErase) await other.erase({ tenant, subject });
      await store.erase({ tenant, subject });
    },

    async export(principal) {
      return keptThreads(store, somebody(principal));
    },

    async remove({ id, principal }) {
      const { tenant, subject } = somebody(principal);
      for (;;) {
        const page = await store.values.list({ tenant, subject, path: ['memory', id] });
        for (const { key } of page.entries) await store.values.delete(key);
        if (page.entries.length === 0) return;
      }
    },
  };

  /** While condensing is behind (a model is down, a process died) nothing is left out before there is twice as much as may be. */
  function bounded(entries: readonly Entry[]): readonly Entry[] {
    const { turns, tokens } = sizeOf(entries, condensing);
    const most = window?.due({ turns: turns / 2, tokens: tokens / 2 });
    return most === undefined ? entries : shrink(entries, most, condensing);
  }

  /** What a conversation begins with is written down, so that it stays the same. */
  async function begin(log: ThreadLog, thread: Thread): Promise<void> {
    const condensed = await beginThread(digests, thread.principal, dataClasses);
    if (condensed !== undefined) await log.putState({ upTo: -1, base: [], condensed }, null, ttlMs);
  }
}

/** Whether a pair can follow: nobody is waiting for an answer. */
function mayEnd(entries: readonly Entry[]): boolean {
  return entries.at(-1)?.message.role !== 'user';
}

/** The turns that the model does not see any more. */
async function pastOf(
  store: Store,
  thread: Thread,
  { threads }: Recall,
  seen: readonly Entry[],
): Promise<readonly PastTurn[]> {
  const visible = new Set(seen.map(({ id }) => id));
  const kept = await keptThreads(
    store,
    thread.principal,
    threads === 'this' ? thread.id : undefined,
  );
  return kept.flatMap(({ id, turns }) =>
    turns.flatMap((turn) => {
      const entries = entriesOfTurn(turn);
      if (id === thread.id && entries.some((entry) => visible.has(entry.id))) return [];
      return [{ thread: id, at: turn.at, entries }];
    }),
  );
}
