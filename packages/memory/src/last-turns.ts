import { invalidOption, wholeOption } from './errors.ts';
import type { Window } from './window.ts';

/** How many turns. */
export interface LastTurnsOptions {
  /** More than these are too many. A turn is a question of the user with all that followed, tool calls included. */
  readonly most: number;
  /** How many stay when there are too many. Default: half of `most`. */
  readonly keep?: number;
}

/** Keeps the last turns. Costs nothing; says nothing about tokens, because a turn may be of any length. */
export function lastTurns({ most, keep }: LastTurnsOptions): Window {
  wholeOption('most', most, 1);
  const turns = wholeOption('keep', keep ?? Math.ceil(most / 2), 1);
  if (turns > most) throw invalidOption('keep', `it is more than most (${most})`);
  return { name: 'last-turns', due: (size) => (size.turns > most ? { turns } : undefined) };
}
