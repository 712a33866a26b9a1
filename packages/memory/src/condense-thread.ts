import { type CallContext, isAshlarError, type Thread } from '@ashlar/core';
import type { Lease, Store } from '@ashlar/storage';
import { type Condensing, condense } from './condense.ts';
import { takeCondensed } from './condensed-pair.ts';
import { effectsOf } from './effects.ts';
import type { Entry } from './entry.ts';
import type { ThreadLog } from './thread-log.ts';
import { readView, sizeOf, type ThreadView } from './thread-view.ts';
import type { Window } from './window.ts';

/** What is needed to condense a thread. */
export interface CondenseThread {
  readonly store: Store;
  readonly log: ThreadLog;
  readonly thread: Thread;
  readonly window: Window;
  readonly condensing: Condensing;
  readonly now: () => number;
  /** Messages from before have ended. */
  readonly since: () => number | undefined;
}

/**
 * How long who condenses keeps others from doing the same work. Short, because a process that dies keeps it, too; whoever takes
 * longer may see the work done twice, and the state's version lets one of the two count.
 */
const leaseMs = 10_000;

/**
 * Makes a thread shorter when its window says so. What is decided and read is recorded before anybody is asked, so that a replay asks
 * the same. A model that fails leaves the thread as it is, for the next append to try again: the messages are stored already.
 */
export async function condenseThread(what: CondenseThread, context?: CallContext): Promise<void> {
  const { store, log, thread, window, condensing, since } = what;
  const effects = effectsOf(context, thread.principal);
  const lease: Lease | null = await effects.step('memory.claim', async () => {
    const head = await log.head();
    if (head === undefined || window.due(head) === undefined) return null;
    return store.leases.acquire(log.leaseKey, leaseMs);
  });
  if (lease === null) return;
  try {
    const view = await effects.step('memory.view', () =>
      readView(log, thread, condensing, since()),
    );
    const before = sizeOf(view.entries, condensing);
    const most = window.due(before) ?? before;
    const whose = { owner: thread.principal, thread: thread.id };
    const { entries } = await condense(view.entries, most, condensing, whose, effects);
    await effects.step('memory.condensed', () => save(what, view, entries));
  } catch (error) {
    if (!isAshlarError(error) || !PASSING.test(error.code)) throw error;
    context?.emit('memory.condense-failed', { thread: thread.id, code: error.code });
  }
  await effects.step('memory.release', () => store.leases.release(lease));
}

const PASSING = /^(model\.|output\.invalid$|question\.unsure$)/;

/** Writes the shorter thread, unless somebody else did in the meantime; resolves to whether it was written. */
async function save(
  { log, condensing, now }: CondenseThread,
  view: ThreadView,
  entries: readonly Entry[],
): Promise<boolean> {
  const head = await log.head();
  // Without a head the subject was forgotten meanwhile: nothing of it may come back.
  if (head === undefined) return false;
  const { condensed, rest } = takeCondensed(entries);
  const state = { upTo: view.upTo, base: rest, ...(condensed !== undefined && { condensed }) };
  const ttlMs = view.expiresAt === undefined ? undefined : Math.max(1, view.expiresAt - now());
  if (!(await log.putState(state, view.version, ttlMs))) return false;
  const [was, is] = [sizeOf(view.entries, condensing), sizeOf(entries, condensing)];
  await log.grow({ turns: is.turns - was.turns, tokens: is.tokens - was.tokens });
  return true;
}
