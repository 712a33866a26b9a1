import type { Budget, Remaining } from '../budget.ts';
import { AshlarError, type StopCause, stopped } from '../errors.ts';

/** The limits of one run and what has gone from them. Money is integer nano-dollars: float residues made runs hang. */
export interface Account {
  readonly path: string;
  readonly parent: Account | undefined;
  readonly limits: { readonly steps?: number; readonly tokens?: number; readonly nano?: number };
  readonly clamp: boolean;
  readonly spent: { steps: number; tokens: number; nano: number };
  readonly held: { tokens: number; nano: number };
}

export interface Amount {
  readonly tokens: number;
  readonly nano: number;
}

/** Reserved and not yet settled. */
export interface Hold extends Amount {
  readonly account: Account;
  /** Id of the effect that holds it. */
  readonly owner: string;
}

export interface Ledger {
  open(budget: Budget | undefined, path: string, parent: Account | undefined): Account;
  /** Waits for room in every account up to the root; rejects with `run.stopped` when there can be none. */
  reserve(account: Account, amount: Amount, owner: string): Promise<Hold>;
  /** Ends a hold with what was really used. Returns by how much a limit was passed. */
  settle(hold: Hold, used: Amount): Overshoot | undefined;
  /** Spends without a reservation: what was recorded in an earlier process. */
  spend(account: Account, used: Amount): void;
  /** Throws `run.stopped` when no step is left. */
  step(account: Account): void;
  replaySteps(account: Account, steps: number): void;
  /** Gives up a waiting reservation. */
  forget(owner: string, because: unknown): void;
}

export interface Overshoot {
  readonly limit: 'tokens' | 'cost';
  readonly by: number;
}

interface Waiting {
  readonly account: Account;
  readonly amount: Amount;
  readonly owner: string;
  readonly grant: (hold: Hold) => void;
  readonly refuse: (error: unknown) => void;
}

/**
 * One queue for a whole tree of runs. A reservation takes from all accounts above it at once or waits; the first in the queue
 * waits while somebody who can go on holds something, and is refused when nobody does. So nothing deadlocks and nobody starves.
 */
export function createLedger(): Ledger {
  const queue: Waiting[] = [];
  const holds = new Set<Hold>();

  function serve(): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const limit = exceeded(first.account, first.amount, false);
      if (limit === undefined) {
        queue.shift();
        first.grant(take(first));
      } else if (exceeded(first.account, first.amount, true) !== undefined || !somebodyCanGoOn()) {
        queue.shift();
        first.refuse(outOf(limit));
      } else return;
    }
  }

  // A hold whose own effect waits in the queue (a judge inside a streaming guard) will not be released by waiting for it.
  function somebodyCanGoOn(): boolean {
    for (const hold of holds) {
      if (!queue.some((waiting) => isWithin(waiting.owner, hold.owner))) return true;
    }
    return false;
  }

  function take(waiting: Waiting): Hold {
    const hold: Hold = { ...waiting.amount, account: waiting.account, owner: waiting.owner };
    holds.add(hold);
    for (const account of chain(hold.account)) {
      account.held.tokens += hold.tokens;
      account.held.nano += hold.nano;
    }
    return hold;
  }

  return {
    open: openAccount,
    reserve: (account, amount, owner) =>
      new Promise((grant, refuse) => {
        queue.push({ account, amount, owner, grant, refuse });
        serve();
      }),
    settle(hold, used) {
      if (!holds.delete(hold)) {
        throw new AshlarError('scope.misuse', 'A reservation was settled twice.', {
          facts: { what: 'settle' },
        });
      }
      for (const account of chain(hold.account)) {
        account.held.tokens -= hold.tokens;
        account.held.nano -= hold.nano;
      }
      spend(hold.account, used);
      serve();
      return overshoot(hold.account);
    },
    spend,
    step(account) {
      for (const at of chain(account)) {
        if (at.limits.steps !== undefined && at.spent.steps >= at.limits.steps) {
          throw outOf({ reason: 'steps', account: at });
        }
      }
      for (const at of chain(account)) at.spent.steps += 1;
    },
    replaySteps(account, steps) {
      for (const at of chain(account)) at.spent.steps += steps;
    },
    forget(owner, because) {
      for (const waiting of queue.filter((one) => isWithin(one.owner, owner))) {
        queue.splice(queue.indexOf(waiting), 1);
        waiting.refuse(because);
      }
      serve();
    },
  };
}

/** What is left in the tightest of all accounts up to the root. */
export function remaining(account: Account | undefined): Remaining & { readonly nano?: number } {
  const left: { steps?: number; tokens?: number; nano?: number } = {};
  for (const at of chain(account)) {
    const { limits, spent } = at;
    if (limits.steps !== undefined) left.steps = least(left.steps, limits.steps - spent.steps);
    if (limits.tokens !== undefined) left.tokens = least(left.tokens, limits.tokens - spent.tokens);
    if (limits.nano !== undefined) left.nano = least(left.nano, limits.nano - spent.nano);
  }
  return left.nano === undefined ? left : { ...left, usd: left.nano / 1e9 };
}

/** Whether any account up to the root clamps. */
export function clamps(account: Account): boolean {
  for (const at of chain(account)) if (at.clamp) return true;
  return false;
}

function openAccount(
  budget: Budget | undefined,
  path: string,
  parent: Account | undefined,
): Account {
  for (const field of ['steps', 'tokens', 'usd', 'deadlineMs'] as const) {
    const limit = budget?.[field];
    if (limit !== undefined && !(limit >= 0)) {
      throw new AshlarError(
        'budget.invalid',
        `The budget's ${field} must be 0 or more, not ${limit}.`,
        {
          facts: { field },
        },
      );
    }
  }
  return {
    path,
    parent,
    limits: {
      ...(budget?.steps === undefined ? {} : { steps: budget.steps }),
      ...(budget?.tokens === undefined ? {} : { tokens: budget.tokens }),
      ...(budget?.usd === undefined ? {} : { nano: Math.floor(budget.usd * 1e9) }),
    },
    clamp: budget?.clamp ?? false,
    spent: { steps: 0, tokens: 0, nano: 0 },
    held: { tokens: 0, nano: 0 },
  };
}

function spend(account: Account, used: Amount): void {
  for (const at of chain(account)) {
    at.spent.tokens += used.tokens;
    at.spent.nano += used.nano;
  }
}

interface Limit {
  readonly reason: StopCause;
  readonly account: Account;
}

/** The first limit that `amount` does not fit under: now, or (`everHeld`) even when everything held comes back. */
function exceeded(account: Account, amount: Amount, ignoreHeld: boolean): Limit | undefined {
  for (const at of chain(account)) {
    const { limits, spent, held } = at;
    const tokens = spent.tokens + (ignoreHeld ? 0 : held.tokens) + amount.tokens;
    const nano = spent.nano + (ignoreHeld ? 0 : held.nano) + amount.nano;
    if (limits.tokens !== undefined && tokens > limits.tokens)
      return { reason: 'tokens', account: at };
    if (limits.nano !== undefined && nano > limits.nano) return { reason: 'cost', account: at };
  }
  return undefined;
}

function overshoot(account: Account): Overshoot | undefined {
  for (const { limits, spent } of chain(account)) {
    if (limits.tokens !== undefined && spent.tokens > limits.tokens) {
      return { limit: 'tokens', by: spent.tokens - limits.tokens };
    }
    if (limits.nano !== undefined && spent.nano > limits.nano) {
      return { limit: 'cost', by: (spent.nano - limits.nano) / 1e9 };
    }
  }
  return undefined;
}

function outOf({ reason, account }: Limit): AshlarError<'run.stopped'> {
  const whose = account.path === '' ? 'the run' : account.path;
  return stopped(
    reason,
    `The ${reason} budget of ${whose} has no room for the next call. Raise it and resume, or use what is there.`,
    { owner: account.path },
  );
}

function* chain(account: Account | undefined): Generator<Account> {
  for (let at = account; at !== undefined; at = at.parent) yield at;
}

function isWithin(id: string, outer: string): boolean {
  return id === outer || id.startsWith(`${outer}/`);
}

function least(a: number | undefined, b: number): number {
  return Math.max(0, a === undefined ? b : Math.min(a, b));
}
