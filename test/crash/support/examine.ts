import { isDeepStrictEqual } from 'node:util';
import type { Json } from '@ashlar/core';
import { runId } from './job.ts';
import type { Trial } from './trial.ts';
import type { Row } from './world.ts';

/** What is wrong with a trial; everything should be empty. */
export interface Findings {
  /** Recorded effects that happened again although the effect around them had ended. */
  readonly repeated: readonly string[];
  /** Recorded effects that the resumed run did not use. */
  readonly lost: readonly string[];
  /** Effects that happened more than once in a process, or of which no result is recorded. */
  readonly strayed: readonly string[];
  /** `once` effects that happened twice. */
  readonly twice: readonly string[];
  /** Results that reached another place than asked for them. */
  readonly swapped: readonly string[];
  /** The replay of the ended run gave something else, ran something or wrote something. */
  readonly differs: boolean;
}

export function examine(trial: Trial): Findings {
  const { atKill, atEnd, outcome, replay, atReplay, events } = trial;
  const recorded = endsOf(atKill.journal);
  const newRows = atEnd.rows.slice(atKill.rows.length);

  const used = new Set(
    events.flatMap((event) =>
      (event.type === 'effect.finished' || event.type === 'effect.failed') && event.replayed
        ? [event.id]
        : event.type === 'effect.abandoned'
          ? [event.id]
          : [],
    ),
  );
  const inOrder = recorded.filter((id) => !above(id).some((outer) => recorded.includes(outer)));

  return {
    repeated: ranAgain(trial).filter((id) => !wasUnderWay(trial, id)),
    lost: inOrder.filter((id) => !used.has(id) && !wasUnderWay(trial, id)),
    strayed: strayed(trial, newRows),
    twice: repeats(atEnd.rows.filter(({ effect }) => effect === 'once').map(({ key }) => key)),
    swapped: outcome.status === 'completed' ? swapped(outcome.value, atEnd.rows) : [],
    differs:
      !isDeepStrictEqual(endOf(outcome), endOf(replay)) ||
      atReplay.rows.length !== atEnd.rows.length ||
      atReplay.journal.length !== atEnd.journal.length,
  };
}

/** Recorded effects that were made anew with the effect around them, which was under way. */
export function remade(trial: Trial): readonly string[] {
  return ranAgain(trial).filter((id) => wasUnderWay(trial, id));
}

function ranAgain({ atKill, atEnd }: Trial): string[] {
  const recorded = endsOf(atKill.journal);
  const final = endsOf(atEnd.journal);
  const newRows = atEnd.rows.slice(atKill.rows.length);
  return recorded.filter(
    (id) =>
      count(final, id) > count(recorded, id) || newRows.some(({ key }) => key === `${runId}/${id}`),
  );
}

/** Whether an effect around this one, other than an agent, ended only after the kill. */
function wasUnderWay({ atKill, atEnd }: Trial, id: string): boolean {
  const recorded = endsOf(atKill.journal);
  const ended = endsOf(atEnd.journal).filter((one) => !recorded.includes(one) && !isAgent(one));
  return above(id).some((outer) => ended.includes(outer));
}

/** Whether a trial of a body that reads clocks outside of steps was stopped before anything happened. */
export function stoppedInTime({ outcome, atKill, atEnd }: Trial): boolean {
  return (
    outcome.status === 'failed' &&
    outcome.error.code === 'journal.diverged' &&
    atEnd.rows.length === atKill.rows.length &&
    atEnd.journal.length === atKill.journal.length
  );
}

/** Whether a run went to its end and its replay was refused before anything happened. */
export function refusedReplay({ outcome, replay, atEnd, atReplay }: Trial): boolean {
  return (
    outcome.status === 'completed' &&
    replay.status === 'failed' &&
    replay.error.code === 'journal.diverged' &&
    atReplay.rows.length === atEnd.rows.length &&
    atReplay.journal.length === atEnd.journal.length
  );
}

// Each process may do what is in flight once: a tool under its old key, and only the last of its results is recorded.
function strayed({ processes, atEnd }: Trial, newRows: readonly Row[]): string[] {
  const tools = newRows.map(({ key }) => key).filter((key) => key.startsWith(`${runId}/`));
  const tooOften = tools.filter((key) => count(tools, key) > processes);
  const end = JSON.stringify(atEnd.journal);
  const unrecorded = newRows.filter(
    ({ nonce, key }, index) =>
      !end.includes(nonce) && !newRows.slice(index + 1).some((row) => row.key === key),
  );
  const nonces = unrecorded.map(({ nonce }) => nonce);
  return [...tooOften, ...nonces.slice(abandonedOf(atEnd.journal, newRows))];
}

/** How many new rows nobody waited for: the loser of a race, the sibling of a failure. */
function abandonedOf(journal: Trial['atEnd']['journal'], rows: readonly Row[]): number {
  const ends = new Set(endsOf(journal).map((id) => `${runId}/${id}`));
  return rows.filter(({ key }) => key.startsWith(`${runId}/`) && !ends.has(key)).length;
}

function swapped(value: Json, rows: readonly Row[]): string[] {
  if (value === null || typeof value !== 'object') return [];
  const inside = Object.values(value).flatMap((one) => swapped(one as Json, rows));
  const { asked, got } = value as { asked?: Json; got?: string };
  if (asked === undefined || got === undefined) return inside;
  const row = rows.find(({ nonce }) => nonce === got);
  return isDeepStrictEqual(row?.input, asked) ? inside : [...inside, got];
}

function endOf(outcome: Trial['outcome']): unknown {
  if (outcome.status === 'completed') return outcome.value;
  return outcome.status === 'failed' ? outcome.error.code : outcome.status;
}

function endsOf(journal: Trial['atEnd']['journal']): string[] {
  return journal.flatMap(({ t, id }) => (t === 'end' && id !== undefined ? [id] : []));
}

function above(id: string): string[] {
  const parts = id.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

const isAgent = (id: string): boolean => id.slice(id.lastIndexOf('/') + 1).startsWith('run:');

const count = (ids: readonly string[], id: string): number =>
  ids.filter((one) => one === id).length;

const repeats = (keys: readonly string[]): string[] =>
  keys.filter((key, index) => keys.indexOf(key) !== index);
