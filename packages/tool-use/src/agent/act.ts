import { type Scope, toAshlarError } from '@ashlar/core';
import {
  type Admission,
  admit,
  type Called,
  type CallSettings,
  decided,
  perform,
} from './call-tool.ts';
import type { AskedCall } from './think.ts';

/**
 * Makes the calls of one answer: checks all, runs those that may run while people decide about the others, then runs what they
 * approved. Gives what became of each, in the order of the calls. Never rejects: what ends the run is a `fatal` beside what the
 * others had done by then.
 */
export async function act(
  scope: Scope,
  calls: readonly AskedCall[],
  concurrency: number,
  settings: CallSettings,
): Promise<readonly Called[]> {
  const admitted = await each(scope, calls, (branch, call) => admit(branch, call, settings));
  if (admitted.some(isFatal)) return admitted.map(toCalled);
  const run = (inside: Scope, may: readonly State[]): Promise<readonly State[]> =>
    each(inside, may, (branch, one) => performed(branch, one, settings), concurrency);
  if (!admitted.some(waits)) return (await run(scope, admitted)).map(toCalled);

  const [ran, ruled] = await scope.parallel([
    (branch) => run(branch, admitted),
    (branch) => each(branch, admitted, (one, state) => ruling(one, state, settings)),
  ]);
  const states = ran.map((state, index) => (waits(state) ? (ruled[index] as State) : state));
  if (states.some(isFatal)) return states.map(toCalled);
  return (await run(scope, states)).map(toCalled);
}

/** How far a call is: it may run, waits for a decision, or has an end. */
type State = Admission;

async function performed(scope: Scope, state: State, settings: CallSettings): Promise<State> {
  if ('ended' in state || state.ready.approval !== undefined) return state;
  return { ended: await perform(scope, state.ready, settings) };
}

async function ruling(scope: Scope, state: State, settings: CallSettings): Promise<State> {
  if ('ended' in state || state.ready.approval === undefined) return state;
  return decided(scope, state.ready, settings);
}

/** A branch for each, to its end. */
async function each<T>(
  scope: Scope,
  items: readonly T[],
  visit: (branch: Scope, item: T) => Promise<State>,
  concurrency: number = Number.POSITIVE_INFINITY,
): Promise<readonly State[]> {
  const branches = items.map((item) => (branch: Scope) => visit(branch, item));
  const settled = await scope.settle(branches, { concurrency });
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : failed(one.error)));
}

function failed(error: unknown): State {
  return { ended: { content: [], fatal: toAshlarError(error) } };
}

function isFatal(state: State): boolean {
  return 'ended' in state && state.ended.fatal !== undefined;
}

function waits(state: State): boolean {
  return 'ready' in state && state.ready.approval !== undefined;
}

/** A call that was not made because the run ends has no result. */
function toCalled(state: State): Called {
  return 'ended' in state ? state.ended : { content: [] };
}
