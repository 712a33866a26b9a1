import type { Approval } from '../approval.ts';
import { ancestors } from './effect-id.ts';

/**
 * What is under way in a tree of runs, and which requests wait for a decision. Whether anything is left to do is known at
 * any time: with a thousand requests, comparing every one with everything under way took seconds.
 */
export interface Waits {
  /** Requests that wait for a decision, by id. */
  readonly pending: ReadonlyMap<string, Approval>;
  /** Whether requests are pending and everything under way is one of them, or has one inside that it waits for. */
  only(): boolean;
  begin(id: string): void;
  /** Ends an effect or a request, and gives up the requests inside it. */
  end(id: string): void;
  request(approval: Approval): void;
}

export function createWaits(): Waits {
  const pending = new Map<string, Approval>();
  const executing = new Set<string>();
  /** How many pending requests are at or inside of an id. */
  const inside = new Map<string, number>();
  /** How many of those executing have none inside. */
  let busy = 0;

  function count(request: string, change: 1 | -1): void {
    for (const id of [...ancestors(request), request]) {
      const before = inside.get(id) ?? 0;
      const now = before + change;
      if (now === 0) inside.delete(id);
      else inside.set(id, now);
      if (executing.has(id) && (before === 0 || now === 0)) busy -= change;
    }
  }

  function giveUp(request: string): void {
    if (pending.delete(request)) count(request, -1);
  }

  return {
    pending,
    only: () => pending.size > 0 && busy === 0,
    begin(id) {
      if (executing.has(id)) return;
      executing.add(id);
      if (!inside.has(id)) busy += 1;
    },
    end(id) {
      giveUp(id);
      if (executing.delete(id) && !inside.has(id)) busy -= 1;
      if (!inside.has(id)) return;
      for (const key of [...pending.keys()]) if (key.startsWith(`${id}/`)) giveUp(key);
    },
    request(approval) {
      if (pending.has(approval.id)) return;
      pending.set(approval.id, approval);
      count(approval.id, 1);
    },
  };
}
