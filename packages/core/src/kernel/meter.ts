import type { Estimate, Meter, Reservation } from '../context.ts';
import { AshlarError } from '../errors.ts';
import { priceOf, worstPriceOf } from '../price.ts';
import type { Call } from '../usage.ts';
import { tokensOf } from './effect.ts';
import { addCall } from './frame.ts';
import { type Amount, clamps, type Hold, remaining } from './ledger.ts';
import type { ScopeState } from './scope-state.ts';

/** The meter of one effect: every attempt that an adapter makes inside it is reserved and settled here. */
export function createMeter(scope: ScopeState): Meter {
  return { reserve: (estimate) => reserve(scope, estimate) };
}

async function reserve(scope: ScopeState, estimate: Estimate): Promise<Reservation> {
  const { execution, cancel } = scope;
  const { tree, account } = execution;
  const replaying = scope.journal.live?.();
  if (replaying !== undefined) await replaying;
  if (cancel.reason !== undefined) throw cancel.reason;

  const left = remaining(account);
  const limited = left.tokens !== undefined || left.nano !== undefined;
  const maxTokens = estimate.maxTokens ?? estimate.info.maxOutputTokens;
  if (!limited) {
    const bound = { input: inputBound(scope, estimate), output: maxTokens ?? 0 };
    return open(scope, estimate, bound, estimate.maxTokens, undefined);
  }
  if (left.nano !== undefined && estimate.info.price === undefined) throw unpriced(estimate.model);
  if (maxTokens === undefined) throw unbounded(estimate.model);

  const bound = { input: inputBound(scope, estimate), output: maxTokens };
  if (!fits(left, amountOf(estimate, bound)) && estimate.countTokens !== undefined) {
    bound.input = Math.min(bound.input, await estimate.countTokens());
  }
  const clamped = clampOutput(scope, estimate, bound, left);
  const hold = await tree.ledger.reserve(account, amountOf(estimate, bound), scope.path);
  return open(scope, estimate, bound, clamped ? bound.output : estimate.maxTokens, hold);
}

interface Bound {
  input: number;
  output: number;
}

function open(
  scope: ScopeState,
  estimate: Estimate,
  bound: Bound,
  maxTokens: number | undefined,
  hold: Hold | undefined,
): Reservation {
  const { tree, account } = scope.execution;

  function book(call: Call): Call {
    const used = { tokens: tokensOf(call), nano: call.nanoUsd ?? 0 };
    if (hold === undefined) tree.ledger.spend(account, used);
    else {
      const over = tree.ledger.settle(hold, used);
      if (over !== undefined)
        scope.execution.emit({ type: 'budget.overshoot', id: scope.path, ...over });
    }
    addCall(scope.frame, call);
    scope.execution.emit({ type: 'usage.recorded', call });
    return call;
  }

  return {
    maxTokens,
    settle(reported) {
      const call = priced(reported, estimate);
      if (call.outcome === 'served' && !call.estimated) {
        const input = tokensOf(call) - call.outputTokens;
        tree.ratios.learn(estimate.model, estimate.inputBytes, input);
      }
      return book(call);
    },
    fail(outcome) {
      const worst = { inputTokens: bound.input, outputTokens: bound.output };
      const call: Call = { model: estimate.model, outcome, ...worst, estimated: true };
      const { price } = estimate.info;
      return book(price === undefined ? call : { ...call, nanoUsd: worstPriceOf(price, worst) });
    },
    release() {
      if (hold !== undefined) tree.ledger.settle(hold, { tokens: 0, nano: 0 });
    },
  };
}

function priced(call: Call, { info }: Estimate): Call {
  if (call.nanoUsd !== undefined || info.price === undefined) return call;
  return { ...call, nanoUsd: priceOf(info.price, call) };
}

function inputBound(scope: ScopeState, estimate: Estimate): number {
  const { ratios } = scope.execution.tree;
  return estimate.inputTokens ?? ratios.bound(estimate.model, estimate.inputBytes);
}

function amountOf({ info }: Estimate, bound: Bound): Amount {
  const tokens = { inputTokens: bound.input, outputTokens: bound.output };
  const nano = info.price === undefined ? 0 : worstPriceOf(info.price, tokens);
  return { tokens: bound.input + bound.output, nano };
}

function fits(left: { tokens?: number; nano?: number }, amount: Amount): boolean {
  return (
    (left.tokens === undefined || amount.tokens <= left.tokens) &&
    (left.nano === undefined || amount.nano <= left.nano)
  );
}

// An answer shorter than this is rarely worth its price.
const LEAST_OUTPUT = 256;

/** Lowers the output bound to what is left, when the budget says so. Returns whether it did. */
function clampOutput(
  scope: ScopeState,
  estimate: Estimate,
  bound: Bound,
  left: { tokens?: number; nano?: number },
): boolean {
  const { execution } = scope;
  if (!clamps(execution.account) || fits(left, amountOf(estimate, bound))) return false;
  const byTokens = (left.tokens ?? Number.POSITIVE_INFINITY) - bound.input;
  const room = Math.floor(Math.min(byTokens, outputFor(estimate, bound, left.nano)));
  if (room < LEAST_OUTPUT || room >= bound.output) return false;
  const from = estimate.maxTokens ?? null;
  execution.emit({ type: 'budget.clamped', id: scope.path, from, to: room });
  bound.output = room;
  return true;
}

function outputFor({ info }: Estimate, bound: Bound, nano: number | undefined): number {
  if (nano === undefined || info.price === undefined) return Number.POSITIVE_INFINITY;
  const input = worstPriceOf(info.price, { inputTokens: bound.input, outputTokens: 0 });
  return (nano - input) / (info.price.outputUsd * 1000);
}

function unpriced(model: string): AshlarError {
  return new AshlarError(
    'budget.unpriced',
    `The run has a money budget, but ${model} has no price. Give the model one (info.price) or limit tokens instead.`,
    { facts: { model } },
  );
}

function unbounded(model: string): AshlarError {
  return new AshlarError(
    'budget.unbounded',
    `The run has a budget, but nothing bounds the output of ${model}. Set maxTokens in the request or maxOutputTokens in the model's info.`,
    { facts: { model } },
  );
}
