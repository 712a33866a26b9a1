import type { Entry } from './entry.ts';
import { turnStarts } from './turns.ts';
import type { Size } from './window.ts';

/** What leaves a history and what stays. */
export interface Cut {
  readonly leaving: readonly Entry[];
  readonly staying: readonly Entry[];
  /** Only steps of the one turn left: its question stands first, and what left stands behind it. */
  readonly behind: boolean;
}

/**
 * The smallest cut after which no more stays than `most`, else the largest there is. Whole turns leave first, the oldest
 * before; then steps of the last turn, each a message of the model with the results of its calls. The last turn's question, its
 * last step and what the system said always stay.
 *
 * @param entries a valid history without a condensed pair
 */
export function chooseCut(
  entries: readonly Entry[],
  most: Partial<Size>,
  tokensOf: (entries: readonly Entry[]) => number,
): Cut {
  const cuts = [...cutsOf(entries)];
  const sizes = cuts.map(({ staying }) => staying);
  const fitting = sizes.findIndex(
    (staying) =>
      (most.turns === undefined || turnStarts(staying).length <= most.turns) &&
      (most.tokens === undefined || tokensOf(staying) <= most.tokens),
  );
  return cuts.at(fitting) ?? { leaving: [], staying: entries, behind: false };
}

/** All cuts, from the smallest to the largest. The first leaves everything. */
function* cutsOf(entries: readonly Entry[]): Generator<Cut> {
  const fixed = entries.filter(({ message }) => message.role === 'system');
  const turns = entries.filter(({ message }) => message.role !== 'system');
  const starts = turnStarts(turns);
  for (const start of starts.length === 0 ? [0] : starts) {
    yield {
      leaving: turns.slice(0, start),
      staying: [...fixed, ...turns.slice(start)],
      behind: false,
    };
  }
  const question = starts.at(-1);
  if (question === undefined) return;
  for (let next = question + 3; next < turns.length; next += 1) {
    // Inside a turn each message of the user answers the calls before it, so a step ends before each of the model.
    if (turns[next]?.message.role !== 'assistant') continue;
    yield {
      leaving: [...turns.slice(0, question), ...turns.slice(question + 1, next)],
      staying: [...fixed, turns[question] as Entry, ...turns.slice(next)],
      behind: question === 0,
    };
  }
}
