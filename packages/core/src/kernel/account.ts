import type { Budget, Remaining } from '../budget.ts';
import { AshlarError, type StopCause, stopped } from '../errors.ts';
import { upward } from './upward.ts';

/** The limits of one run and what has gone from them. Money is integer nano-dollars: float residues made runs hang. */
export interface Account {
  readonly path: string;
  readonly parent: Account | undefined;
  readonly limits: Readonly<Record<'steps' | 'tokens' | 'nano', number | undefined>>;
  readonly clamp: boolean;
  readonly spent: { steps: number; tokens: number; nano: number };
  readonly held: { tokens: number; nano: number };
}

export interface Amount {
  readonly tokens: number;
  readonly nano: number;
}

/** A limit that something does not fit under. */
export interface Limit {
  readonly reason: StopCause;
  readonly account: Account;
}

export interface Overshoot {
  readonly limit: 'tokens' | 'cost';
  readonly by: number;
  /** Path of the run whose limit it is. */
  readonly owner: string;
}

/** @throws budget.invalid naming the field */
export function checkBudget(budget: Budget | undefined): void {
  for (const field of ['steps', 'tokens', 'usd', 'deadlineMs'] as const) {
    const limit = budget?.[field];
    const endless = field === 'deadlineMs' && limit === Number.POSITIVE_INFINITY;
    if (limit === undefined || (limit >= 0 && !endless)) continue;
    throw new AshlarError(
      'budget.invalid',
      `The budget's ${field} must be 0 or more, not ${limit}. Leave it out for no limit.`,
      { facts: { field } },
    );
  }
}

export function openAccount(
  budget: Budget | undefined,
  path: string,
  parent: Account | undefined,
): Account {
  return {
    path,
    parent,
    limits: {
      steps: budget?.steps,
      tokens: budget?.tokens,
      nano: budget?.usd === undefined ? undefined : Math.floor(budget.usd * 1e9),
    },
    clamp: budget?.clamp ?? false,
    spent: { steps: 0, tokens: 0, nano: 0 },
    held: { tokens: 0, nano: 0 },
  };
}

/** What is left in the tightest of all accounts up to the root. */
export function remaining(account: Account | undefined): Remaining & { readonly nano?: number } {
  const left: { steps?: number; tokens?: number; nano?: number } = {};
  for (const at of upward(account)) {
    const { limits, spent } = at;
    if (limits.steps !== undefined) left.steps = least(left.steps, limits.steps - spent.steps);
    if (limits.tokens !== undefined) left.tokens = least(left.tokens, limits.tokens - spent.tokens);
    if (limits.nano !== undefined) left.nano = least(left.nano, limits.nano - spent.nano);
  }
  return left.nano === undefined ? left : { ...left, usd: left.nano / 1e9 };
}

/** Room in the tightest of all accounts up to the root: now, or when everything that is held has come back. */
export function roomIn(
  account: Account,
  { unheld = false }: { readonly unheld?: boolean } = {},
): Amount {
  let tokens = Number.POSITIVE_INFINITY;
  let nano = Number.POSITIVE_INFINITY;
  for (const { limits, spent, held } of upward(account)) {
    const kept = unheld ? { tokens: 0, nano: 0 } : held;
    if (limits.tokens !== undefined) {
      tokens = Math.min(tokens, limits.tokens - spent.tokens - kept.tokens);
    }
    if (limits.nano !== undefined) nano = Math.min(nano, limits.nano - spent.nano - kept.nano);
  }
  return { tokens, nano };
}

/** The first limit that `amount` does not fit under now. */
export function exceeded(account: Account, amount: Amount): Limit | undefined {
  for (const at of upward(account)) {
    const { limits, spent, held } = at;
    const tokens = spent.tokens + held.tokens + amount.tokens;
    const nano = spent.nano + held.nano + amount.nano;
    if (limits.tokens !== undefined && tokens > limits.tokens)
      return { reason: 'tokens', account: at };
    if (limits.nano !== undefined && nano > limits.nano) return { reason: 'cost', account: at };
  }
  return undefined;
}

/** Whether any account up to the root clamps. */
export function clamps(account: Account): boolean {
  for (const at of upward(account)) if (at.clamp) return true;
  return false;
}

export function hold(account: Account, amount: Amount, sign: 1 | -1): void {
  for (const at of upward(account)) {
    at.held.tokens += sign * amount.tokens;
    at.held.nano += sign * amount.nano;
  }
}

export function spend(account: Account, used: Amount): void {
  for (const at of upward(account)) {
    at.spent.tokens += used.tokens;
    at.spent.nano += used.nano;
  }
}

/** Every limit that is passed. */
export function overshoots(account: Account): Overshoot[] {
  const all: Overshoot[] = [];
  for (const { limits, spent, path: owner } of upward(account)) {
    if (limits.tokens !== undefined && spent.tokens > limits.tokens) {
      all.push({ limit: 'tokens', by: spent.tokens - limits.tokens, owner });
    }
    if (limits.nano !== undefined && spent.nano > limits.nano) {
      all.push({ limit: 'cost', by: (spent.nano - limits.nano) / 1e9, owner });
    }
  }
  return all;
}

export function outOf({ reason, account }: Limit): AshlarError<'run.stopped'> {
  const whose = account.path === '' ? 'the run' : account.path;
  return stopped(
    reason,
    `The ${reason} budget of ${whose} has no room for the next call. Raise it and resume, or use what is there.`,
    { owner: account.path },
  );
}

function least(a: number | undefined, b: number): number {
  return Math.max(0, a === undefined ? b : Math.min(a, b));
}
