import type { Journal } from '../journal.ts';
import type { Policy } from '../policy.ts';
import type { CancelNode } from './cancel.ts';
import { idPart, under } from './effect-id.ts';
import type { Execution } from './execution.ts';
import type { Frame } from './frame.ts';

/** What a scope stands on: a place in the tree of effects. */
export interface ScopeState {
  readonly execution: Execution;
  /** Ids of effects here begin with it. */
  readonly path: string;
  readonly cancel: CancelNode;
  readonly journal: Journal;
  readonly frame: Frame;
  /** What governs the effects here, the last one outermost. */
  readonly policies: readonly Policy[];
  /** How often each name has been used here. */
  readonly ordinals: Map<string, number>;
  /** In which turn the effects of each name that are under way here began. */
  readonly begun: Map<string, number[]>;
}

export function createScopeState(place: Omit<ScopeState, 'ordinals' | 'begun'>): ScopeState {
  return { ...place, ordinals: new Map(), begun: new Map() };
}

/** The identity of the next effect of this name: path, name, and key or ordinal. */
export function nextId(scope: ScopeState, name: string, key: string | undefined): string {
  const part = under(scope.path, name);
  const named = key === undefined ? name : `${name}:${idPart(key)}`;
  const ordinal = scope.ordinals.get(named) ?? 0;
  scope.ordinals.set(named, ordinal + 1);
  if (key === undefined) return `${part}#${ordinal}`;
  // A key may come again (a retry): the second of a key is another effect.
  return `${part}:${idPart(key)}${ordinal === 0 ? '' : `#${ordinal}`}`;
}
