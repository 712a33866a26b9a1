import type { Digest } from '../journal.ts';
import { ancestors } from './effect-id.ts';
import type { DecisionEntry, EndEntry, Entry, FinishEntry } from './journal-entry.ts';

/** What an earlier process recorded, by identity and in order. */
export interface RecordedLog {
  readonly ends: ReadonlyMap<string, EndEntry>;
  readonly decisions: ReadonlyMap<string, DecisionEntry>;
  /** `once` effects that started, whether or not they ended, and how often. */
  readonly starts: ReadonlyMap<string, { readonly digest: Digest; readonly times: number }>;
  /** Ids in the order in which the body got to know their ends. What lies inside an ended effect is left out. */
  readonly order: readonly string[];
  readonly finish: FinishEntry | undefined;
  /** Whether something inside this effect is recorded while its own end is not. */
  hasBegun(id: string): boolean;
  /**
   * Returns the ids of all ends inside an effect and forgets them, except those of `once` effects: a new run of the
   * effect around them makes them anew.
   */
  forgetInside(id: string): readonly string[];
}

export function readRecorded(entries: readonly Entry[]): RecordedLog {
  const ends = new Map<string, EndEntry>();
  const decisions = new Map<string, DecisionEntry>();
  const starts = new Map<string, { digest: Digest; times: number }>();
  const begun = new Set<string>();
  let finish: FinishEntry | undefined;
  for (const entry of entries) {
    if (entry.t === 'end') ends.set(entry.id, entry);
    else if (entry.t === 'decision') decisions.set(entry.id, entry);
    else if (entry.t === 'start') {
      const times = (starts.get(entry.id)?.times ?? 0) + 1;
      starts.set(entry.id, { digest: entry.digest, times });
    } else if (entry.t === 'finish') finish = entry;
    if ('id' in entry) for (const above of ancestors(entry.id)) begun.add(above);
  }
  const order: string[] = [];
  for (const entry of entries) {
    const delivered = entry.t === 'end' || entry.t === 'decision';
    if (delivered && !ancestors(entry.id).some((above) => ends.has(above))) order.push(entry.id);
  }
  return {
    ends,
    decisions,
    starts,
    order,
    finish,
    hasBegun: (id) => begun.has(id),
    forgetInside(id) {
      const inside = [...ends.keys()].filter((end) => end.startsWith(`${id}/`));
      for (const end of inside) if (!starts.has(end)) ends.delete(end);
      return inside;
    },
  };
}
