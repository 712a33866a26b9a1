import type { Budget } from '../budget.ts';
import { AshlarError } from '../errors.ts';
import {
  type Account,
  type Amount,
  hold as changeHeld,
  exceeded,
  type Limit,
  type Overshoot,
  openAccount,
  outOf,
  overshoots,
  roomIn,
  spend,
} from './account.ts';
import type { Frame } from './frame.ts';
import { upward } from './upward.ts';

/** Reserved and not yet settled. */
export interface Hold<A extends Amount = Amount> {
  readonly amount: A;
  readonly account: Account;
  /** The effect that holds it. */
  readonly frame: Frame;
}

/** What an effect wants to reserve. */
export interface Wish<A extends Amount = Amount> {
  readonly account: Account;
  readonly frame: Frame;
  /** Asked whenever there may be room: the bound of a call shrinks while the ratio of its model is learned. */
  amount(): A;
  /** Something smaller that fits into `room`, for when nobody will make more of it. */
  lessen(room: Amount): A | undefined;
}

export interface Ledger {
  open(budget: Budget | undefined, path: string, parent: Account | undefined): Account;
  /** Waits for room in every account up to the root; rejects with `run.stopped` when there can be none. */
  reserve<A extends Amount>(wish: Wish<A>): Promise<Hold<A>>;
  /** Ends a hold with what was really used. Returns the limits that are passed now. */
  settle(hold: Hold, used: Amount): readonly Overshoot[];
  /** Spends without a reservation: what was recorded in an earlier process. */
  spend(account: Account, used: Amount): void;
  /** Throws `run.stopped` when no step is left. */
  step(account: Account): void;
  replaySteps(account: Account, steps: number): void;
  /** Gives up what an effect, or one inside it, waits for. */
  forget(frame: Frame, because: unknown): void;
}

interface Waiting {
  readonly wish: Wish;
  readonly grant: (hold: Hold) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * One queue for a whole tree of runs. A reservation takes from all accounts above it at once, or waits: nobody overtakes it
 * who wants something of what it waits for. It is refused when nobody who holds something can go on, so nothing
 * deadlocks, and nothing is refused for which the end of another call would have made room.
 */
export function createLedger(): Ledger {
  const queue: Waiting[] = [];
  const holds = new Set<Hold>();

  function serve(): void {
    while (queue.length > 0 && (grantOne() || refuseOne()));
  }

  function grantOne(): boolean {
    const blocked: Account[] = [];
    for (const waiting of inOrder()) {
      const { wish } = waiting;
      const amount = wish.amount();
      const limit = exceeded(wish.account, amount);
      if (limit === undefined) {
        if (blocked.some((account) => isAbove(account, wish.account))) continue;
        grant(waiting, amount);
        return true;
      }
      if (!mayFitLater(wish, amount)) continue;
      if (limit.account.parent === undefined) return false;
      blocked.push(limit.account);
    }
    return false;
  }

  function refuseOne(): boolean {
    for (const { frame } of holds) if (frame.waits === 0) return false;
    const [first] = inOrder();
    if (first === undefined) return false;
    const { wish, refuse } = first;
    const less = wish.lessen(roomIn(wish.account));
    if (less !== undefined) grant(first, less);
    else {
      leave(first);
      refuse(outOf(exceeded(wish.account, wish.amount()) as Limit));
    }
    return true;
  }

  // A call whose effect holds something already (a judge inside a stream) goes first: only then can that come back.
  function* inOrder(): Generator<Waiting> {
    for (const waiting of queue) if (holdsSomething(waiting.wish.frame)) yield waiting;
    for (const waiting of queue) if (!holdsSomething(waiting.wish.frame)) yield waiting;
  }

  function grant(waiting: Waiting, amount: Amount): void {
    leave(waiting);
    const { account, frame } = waiting.wish;
    const hold: Hold = { amount, account, frame };
    holds.add(hold);
    frame.holds += 1;
    changeHeld(account, amount, 1);
    waiting.grant(hold);
  }

  function leave(waiting: Waiting): void {
    queue.splice(queue.indexOf(waiting), 1);
    countWaits(waiting.wish.frame, -1);
  }

  return {
    open: openAccount,
    reserve: <A extends Amount>(wish: Wish<A>) =>
      new Promise<Hold<A>>((grant, refuse) => {
        queue.push({ wish, grant: grant as (hold: Hold) => void, refuse });
        countWaits(wish.frame, 1);
        serve();
      }),
    settle(hold, used) {
      if (!holds.delete(hold)) throw settledTwice();
      hold.frame.holds -= 1;
      changeHeld(hold.account, hold.amount, -1);
      spend(hold.account, used);
      serve();
      return overshoots(hold.account);
    },
    spend,
    step(account) {
      for (const at of upward(account)) {
        if (at.limits.steps !== undefined && at.spent.steps >= at.limits.steps) {
          throw outOf({ reason: 'steps', account: at });
        }
      }
      for (const at of upward(account)) at.spent.steps += 1;
    },
    replaySteps(account, steps) {
      for (const at of upward(account)) at.spent.steps += steps;
    },
    forget(frame, because) {
      if (frame.waits === 0) return;
      for (const waiting of queue.filter(({ wish }) => isAbove(frame, wish.frame))) {
        leave(waiting);
        waiting.refuse(because);
      }
      serve();
    },
  };
}

export function settledTwice(): AshlarError {
  return new AshlarError('scope.misuse', 'A reservation was settled twice.', {
    facts: { what: 'settle' },
  });
}

/** Whether the end of other calls can make room: for all of it, or for as much as it can do with. */
function mayFitLater(wish: Wish, { tokens, nano }: Amount): boolean {
  const room = roomIn(wish.account, { unheld: true });
  return (tokens <= room.tokens && nano <= room.nano) || wish.lessen(room) !== undefined;
}

function isAbove<T extends { readonly parent: T | undefined }>(above: T, below: T): boolean {
  for (const at of upward(below)) if (at === above) return true;
  return false;
}

function countWaits(frame: Frame, change: 1 | -1): void {
  for (const at of upward(frame)) at.waits += change;
}

function holdsSomething(frame: Frame): boolean {
  for (const at of upward(frame)) if (at.holds > 0) return true;
  return false;
}
