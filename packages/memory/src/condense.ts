import { type Archive, type JsonObject, joinLabels, type Principal } from '@ashlar/core';
import { chooseCut } from './choose-cut.ts';
import { type Condensed, condensedPair, takeCondensed } from './condensed-pair.ts';
import type { Digest } from './digest.ts';
import type { Effects } from './effects.ts';
import type { Entry } from './entry.ts';
import type { CountTokens } from './estimate-tokens.ts';
import { labelsOf } from './labels.ts';
import { mendEntries } from './mend-history.ts';
import type { Size } from './window.ts';

/** How what leaves is kept. */
export interface Condensing {
  readonly digests: readonly Digest[];
  readonly archive?: Archive;
  readonly dataClasses?: readonly string[];
  readonly countTokens: CountTokens;
}

/** Whose history it is. */
export interface Whose {
  readonly owner?: Principal;
  readonly thread?: string;
}

/** A shorter history. */
export interface CondensedEntries {
  readonly entries: readonly Entry[];
  /** How many messages left now. */
  readonly dropped: number;
  readonly reference?: string;
}

/**
 * The one way in which a history becomes shorter, between turns and inside the loop of an agent: what leaves is folded into the
 * digests, archived, and stood for by a pair of messages. Digests made before are found in the history itself.
 */
export async function condense(
  history: readonly Entry[],
  most: Partial<Size>,
  how: Condensing,
  whose: Whose,
  effects: Effects,
): Promise<CondensedEntries> {
  const taken = takeCondensed(history);
  const [before, rest] = [taken.condensed, mendEntries(taken.rest)];
  const cut = cutFor(rest, most, before, how);
  if (cut.leaving.length === 0) return { entries: history, dropped: 0 };
  const { leaving } = cut;
  const labels = [
    ...labelsOf(leaving.map(({ message }) => message)),
    ...(before ? [before.label] : []),
  ];
  const label = joinLabels(labels, how.dataClasses);
  const reference = await archived(leaving, before, how, whose, effects);
  const digests: Record<string, JsonObject[string]> = {};
  for (const digest of how.digests) {
    const known = before?.digests[digest.name];
    const made = await digest.fold({
      ...(known !== undefined && { before: known }),
      ...whose,
      entries: leaving,
      label,
      effects,
    });
    if (made === undefined) continue;
    digests[digest.name] = made.shown;
    if (made.label !== undefined) labels.push(made.label);
  }
  const condensed = {
    digests,
    dropped: leaving.length + (before?.dropped ?? 0),
    ...(reference !== undefined && { reference }),
    label: joinLabels(labels, how.dataClasses),
    behind: cut.behind && (before === undefined || before.behind === true),
  };
  const entries = withCondensed(cut.staying, condensed);
  return { entries, dropped: leaving.length, ...(reference !== undefined && { reference }) };
}

/** The same cut without a question to anybody: what left before is still said, what leaves now is not. */
export function shrink(
  history: readonly Entry[],
  most: Partial<Size>,
  how: Pick<Condensing, 'countTokens'>,
): readonly Entry[] {
  const { condensed, rest } = takeCondensed(history);
  const { leaving, staying } = cutFor(rest, most, condensed, { ...how, digests: [] });
  if (leaving.length === 0) return history;
  return condensed === undefined ? staying : withCondensed(staying, condensed);
}

/** Puts the pair where it belongs: behind what the system said, or behind the question whose steps left. */
export function withCondensed(staying: readonly Entry[], condensed: Condensed): readonly Entry[] {
  const first = staying.findIndex(({ message }) => message.role !== 'system');
  // Behind a question only as long as it is followed by steps.
  const behind = condensed.behind === true && staying[first + 1]?.message.role === 'assistant';
  const at = first < 0 ? staying.length : behind ? first + 1 : first;
  return staying.toSpliced(at, 0, ...condensedPair({ ...condensed, behind }));
}

function cutFor(
  rest: readonly Entry[],
  most: Partial<Size>,
  before: Condensed | undefined,
  { countTokens, digests }: Pick<Condensing, 'countTokens' | 'digests'>,
) {
  const tokensOf = (entries: readonly Entry[]): number =>
    countTokens(entries.map(({ message }) => message));
  const now = before === undefined ? 0 : tokensOf(condensedPair(before));
  // The pair grows a little each time; a quarter of the room is kept for its first time.
  const share = digests.length > 0 && most.tokens !== undefined ? Math.floor(most.tokens / 4) : 0;
  const pair = Math.max(now, share);
  const uncut = now + tokensOf(rest);
  return chooseCut(rest, most, (staying) =>
    staying.length === rest.length ? uncut : tokensOf(staying) + pair,
  );
}

/** What leaves, with the reference to what left before: one chain a conversation. */
async function archived(
  leaving: readonly Entry[],
  before: Condensed | undefined,
  { archive }: Condensing,
  { owner }: Whose,
  effects: Effects,
): Promise<string | undefined> {
  if (archive === undefined) return before?.reference;
  const messages = leaving.map(({ message }) => message);
  const content = {
    messages: JSON.parse(JSON.stringify(messages)),
    ...(before?.reference !== undefined && { before: before.reference }),
  };
  return effects.step('memory.archive', () => archive.put(owner, content));
}
