import { reportedRow, unreportedRow } from '../attempt-row.ts';
import type { Estimate, Meter, Reservation } from '../context.ts';
import { AshlarError, isAshlarError } from '../errors.ts';
import { worstPriceOf } from '../price.ts';
import { type Call, freeCall } from '../usage.ts';
import { type Amount, clamps, remaining } from './account.ts';
import { tokensOf } from './effect.ts';
import { addCall, openIn } from './frame.ts';
import { type Hold, settledTwice } from './ledger.ts';
import type { ScopeState } from './scope-state.ts';

/** The meter of one effect: every attempt that an adapter makes inside it is reserved and settled here. */
export function createMeter(scope: ScopeState): Meter {
  return {
    reserve: (estimate) => reserve(scope, estimate),
    record: (call) => record(scope, freeCall(call)),
  };
}

function record({ execution, frame, cancel }: ScopeState, call: Call): Call {
  if (cancel.reason !== undefined) return call;
  addCall(frame, call);
  execution.emit({ type: 'usage.recorded', call });
  return call;
}

/** The most that an attempt can use. */
interface Bound extends Amount {
  readonly input: number;
  readonly output: number;
}

async function reserve(scope: ScopeState, estimate: Estimate): Promise<Reservation> {
  const replaying = scope.journal.live?.();
  if (replaying !== undefined) await replaying;
  refuseEnded(scope);

  const left = remaining(scope.execution.account);
  const maxTokens = estimate.maxTokens ?? estimate.info.maxOutputTokens;
  if (left.tokens === undefined && left.nano === undefined) {
    return open(scope, estimate, boundOf(estimate, inputBound(scope, estimate), maxTokens ?? 0));
  }
  if (left.nano !== undefined && estimate.info.price === undefined) throw unpriced(estimate.model);
  if (maxTokens === undefined) throw unbounded(estimate.model);

  const hold = await holdFor(scope, estimate, maxTokens);
  const { output } = hold.amount;
  if (output === maxTokens) return open(scope, estimate, hold.amount, hold);
  const from = estimate.maxTokens ?? null;
  scope.execution.emit({ type: 'budget.clamped', id: scope.path, from, to: output });
  return open(scope, { ...estimate, maxTokens: output }, hold.amount, hold);
}

/** Waits for room. Where the bound by bytes finds none, the provider is asked to count. */
async function holdFor(
  scope: ScopeState,
  estimate: Estimate,
  maxTokens: number,
): Promise<Hold<Bound>> {
  const { frame, execution } = scope;
  const { account, tree } = execution;
  const { countTokens } = estimate;
  let counted: number | undefined;

  const amount = (): Bound => {
    const input = Math.min(inputBound(scope, estimate), counted ?? Number.POSITIVE_INFINITY);
    return boundOf(estimate, input, maxTokens);
  };
  const lessen = (room: Amount): Bound | undefined =>
    clamps(account) ? clamped(estimate, amount(), room) : undefined;
  const hold = async (): Promise<Hold<Bound>> => {
    const granted = await tree.ledger.reserve({ account, frame, amount, lessen });
    if (scope.cancel.reason === undefined) return granted;
    tree.ledger.settle(granted, nothing);
    throw scope.cancel.reason;
  };

  if (countTokens === undefined) return hold();
  const fits = isWithin(amount(), remaining(account));
  if (fits) {
    try {
      return await hold();
    } catch (error) {
      if (scope.cancel.reason !== undefined || !isAshlarError(error, 'run.stopped')) throw error;
    }
  }
  counted = await countTokens();
  refuseEnded(scope);
  return hold();
}

function open(
  scope: ScopeState,
  estimate: Estimate,
  bound: Bound,
  hold?: Hold<Bound>,
): Reservation {
  const { execution, frame, path: id } = scope;
  const { tree, account } = execution;
  let closed: 'no' | 'by the adapter' | 'by the end of its effect' = 'no';

  function book(call: Call): Call {
    if (!close()) return call;
    const used = { tokens: tokensOf(call), nano: call.nanoUsd ?? 0 };
    if (hold === undefined) tree.ledger.spend(account, used);
    else {
      for (const over of tree.ledger.settle(hold, used)) {
        execution.emit({ type: 'budget.overshoot', id, ...over });
      }
    }
    addCall(frame, call);
    execution.emit({ type: 'usage.recorded', call });
    return call;
  }

  /** Whether there is something to book: what an adapter says after the end of its effect has been booked already. */
  function close(): boolean {
    if (closed === 'by the end of its effect') return false;
    if (closed === 'by the adapter') throw settledTwice();
    closed = 'by the adapter';
    leave();
    return true;
  }

  function worst(outcome: 'failed' | 'abandoned'): Call {
    const { input: inputTokens, output: outputTokens } = bound;
    return unreportedRow(outcome, { inputTokens, outputTokens }, estimate);
  }

  const leave = openIn(frame, () => {
    book(worst('abandoned'));
    closed = 'by the end of its effect';
  });
  return {
    maxTokens: estimate.maxTokens,
    settle(reported) {
      const call = reportedRow(reported, estimate);
      if (call.outcome === 'served' && !call.estimated) {
        const input = tokensOf(call) - call.outputTokens;
        tree.ratios.learn(estimate.model, estimate.inputBytes, input);
      }
      return book(call);
    },
    fail: (outcome) => book(worst(outcome)),
    release() {
      if (close() && hold !== undefined) tree.ledger.settle(hold, nothing);
    },
  };
}

const nothing: Amount = { tokens: 0, nano: 0 };

function refuseEnded({ cancel }: ScopeState): void {
  if (cancel.reason !== undefined) throw cancel.reason;
}

function inputBound(scope: ScopeState, estimate: Estimate): number {
  const { ratios } = scope.execution.tree;
  return estimate.inputTokens ?? ratios.bound(estimate.model, estimate.inputBytes);
}

function boundOf({ info }: Estimate, input: number, output: number): Bound {
  const tokens = { inputTokens: input, outputTokens: output };
  const nano = info.price === undefined ? 0 : worstPriceOf(info.price, tokens);
  return { input, output, tokens: input + output, nano };
}

function isWithin(amount: Amount, left: { tokens?: number; nano?: number }): boolean {
  const { tokens = Number.POSITIVE_INFINITY, nano = Number.POSITIVE_INFINITY } = left;
  return amount.tokens <= tokens && amount.nano <= nano;
}

// An answer shorter than this is rarely worth its price.
const LEAST_OUTPUT = 256;

/** The bound with the longest output that there is room for; undefined when that is too short. */
function clamped(estimate: Estimate, { input, output }: Bound, room: Amount): Bound | undefined {
  const { price } = estimate.info;
  let most = Math.min(output, room.tokens - input);
  if (price !== undefined && price.outputUsd > 0) {
    const rest = room.nano - boundOf(estimate, input, 0).nano;
    most = Math.min(most, Math.floor(rest / (price.outputUsd * 1000)));
  }
  const bound = boundOf(estimate, input, most);
  return most >= LEAST_OUTPUT && isWithin(bound, room) ? bound : undefined;
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
