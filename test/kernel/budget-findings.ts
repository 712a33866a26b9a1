import type { RunEvent } from '@ashlar/core';
import { needOf } from './budget-plan.ts';
import type { Account } from './budget-probe.ts';
import { budgetOf, type Played } from './budget-schedule.ts';

/** Everything about a schedule that must never be: nothing, in words. */
export function findingsOf({ outcome, accounts, events, stepsGivenBack }: Played): string[] {
  if (outcome === undefined) return ['it hangs'];
  const findings: string[] = [];
  if (outcome.status === 'failed') findings.push(`it failed: ${outcome.error.message}`);
  if (stepsGivenBack > 0) findings.push('steps were given back');
  for (const account of accounts) {
    const whose = account.path === '' ? 'the run' : account.path;
    const { limits, spent, held } = account;
    if (held.tokens !== 0 || held.nano !== 0) findings.push(`${whose} still holds something`);
    if (!Number.isInteger(spent.nano)) findings.push(`${whose} spent parts of a nano-dollar`);
    if (limits.steps !== undefined && spent.steps > limits.steps) {
      findings.push(`${whose} took ${spent.steps} steps of ${limits.steps}`);
    }
    for (const over of passedBy(account)) {
      const reported = largestReport(events, account, over.limit);
      if (over.by > reported) {
        findings.push(`${whose} passed its ${over.limit} by ${over.by}, and reported ${reported}`);
      }
    }
  }
  const root = accounts.find(({ parent }) => parent === undefined);
  const rows = outcome.usage.inputTokens + outcome.usage.outputTokens;
  if (rows !== root?.spent.tokens) {
    findings.push(`the rows have ${rows} tokens, the budget counts ${root?.spent.tokens}`);
  }
  return findings;
}

/** What the run used of its cap, or of its need when that is smaller. */
export function usedPart({ plan, outcome }: Played): number {
  const { budget = {} } = budgetOf(plan.share, plan.children, plan.limits);
  const need = budgetOf(1, plan.children, plan.limits).budget ?? {};
  const { inputTokens = 0, outputTokens = 0, usd = 0 } = outcome?.usage ?? {};
  const parts: number[] = [];
  if (budget.tokens !== undefined && need.tokens !== undefined) {
    parts.push((inputTokens + outputTokens) / Math.min(budget.tokens, need.tokens));
  }
  if (budget.usd !== undefined && need.usd !== undefined) {
    parts.push(usd / Math.min(budget.usd, need.usd));
  }
  return Math.max(...parts);
}

/** The largest part of a cap by which it was passed. */
export function overshootOf({ accounts }: Played): number {
  const parts = accounts.flatMap(({ limits, spent }) => [
    limits.tokens === undefined ? 0 : spent.tokens / limits.tokens - 1,
    limits.nano === undefined ? 0 : spent.nano / limits.nano - 1,
  ]);
  return Math.max(0, ...parts);
}

export function callsOf({ plan, children }: Played): {
  readonly served: number;
  readonly starved: number;
} {
  const served = children.reduce((sum, child) => sum + child.served, 0);
  const starved = children.filter((child) => child.served === 0 && child.refused > 0).length;
  return { served: served / needOf(plan.children).calls, starved: starved / children.length };
}

function passedBy({ limits, spent }: Account) {
  return [
    { limit: 'tokens', by: spent.tokens - (limits.tokens ?? Number.POSITIVE_INFINITY) },
    { limit: 'cost', by: (spent.nano - (limits.nano ?? Number.POSITIVE_INFINITY)) / 1e9 },
  ].filter(({ by }) => by > 0);
}

function largestReport(events: readonly RunEvent[], { path }: Account, limit: string): number {
  const reports = events.flatMap((event) =>
    event.type === 'budget.overshoot' && event.owner === path && event.limit === limit
      ? [event.by]
      : [],
  );
  return Math.max(0, ...reports);
}
