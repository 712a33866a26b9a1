import type { Thread } from '@ashlar/core';
import { beginThread } from './begin-thread.ts';
import { type Condensing, withCondensed } from './condense.ts';
import { takeCondensed } from './condensed-pair.ts';
import type { Entry } from './entry.ts';
import { mendEntries } from './mend-history.ts';
import { entriesOfTurn, type ThreadLog } from './thread-log.ts';
import { turnStarts } from './turns.ts';
import type { Size } from './window.ts';

/** A conversation as the model sees it, and what is needed to write it back. Pure JSON. */
export interface ThreadView {
  readonly entries: readonly Entry[];
  /** The last place in it; -1 for none. */
  readonly upTo: number;
  /** Of the state that it was made from. */
  readonly version: string | null;
  /** When the newest turn in it ends; absent when turns stay. */
  readonly expiresAt?: number;
}

/**
 * Reads a conversation: what became of its beginning, then the turns since.
 *
 * @param since messages from before are not shown, though the state may hold a copy of them for a while
 */
export async function readView(
  log: ThreadLog,
  { principal }: Thread,
  { digests, dataClasses }: Condensing,
  since: number = Number.NEGATIVE_INFINITY,
): Promise<ThreadView> {
  const { state, version } = await log.state();
  const turns = await log.turns(state?.upTo);
  const base = state?.base.filter(({ at }) => at === undefined || at > since) ?? [];
  const said = mendEntries([...base, ...turns.flatMap(entriesOfTurn)]);
  const isNew = state === undefined && turns.length === 0;
  const condensed = isNew ? await beginThread(digests, principal, dataClasses) : state?.condensed;
  const expiresAt = turns.at(-1)?.expiresAt;
  return {
    entries: condensed === undefined ? said : withCondensed(said, condensed),
    upTo: turns.at(-1)?.place ?? state?.upTo ?? -1,
    version,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** How long a conversation is; the pair that stands for what left is no turn. */
export function sizeOf(
  entries: readonly Entry[],
  { countTokens }: Pick<Condensing, 'countTokens'>,
): Size {
  const messages = entries.map(({ message }) => message);
  const turns = turnStarts(takeCondensed(entries).rest).length;
  return { turns, tokens: countTokens(messages) };
}
