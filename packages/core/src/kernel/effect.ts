import { AshlarError, toAshlarError, toErrorRecord } from '../errors.ts';
import type { EffectName } from '../event.ts';
import type { Digest, Effect, Journal } from '../journal.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { toJson } from '../json/to-json.ts';
import type { EffectKind } from '../tool.ts';
import type { Call } from '../usage.ts';
import { endOverdue } from './deadline.ts';
import { idPart } from './effect-id.ts';
import { addCall, addSteps, closeFrame, createFrame, type Frame } from './frame.ts';
import { graceOf } from './grace.ts';
import { halted, refuse } from './halted.ts';
import { notJson } from './not-json.ts';
import { createScopeState, nextId, type ScopeState } from './scope-state.ts';
import { handed, ignore, never } from './turn.ts';
import { upward } from './upward.ts';
import { type Used, usedBefore, usedIn } from './used.ts';

export interface EffectSpec {
  readonly type: EffectName;
  /** Whom it concerns: the model, the tool, the agent. */
  readonly name: string;
  /** The name in its identity. @default `type:name` */
  readonly place?: string;
  readonly key: string | undefined;
  readonly effect: EffectKind;
  /** Digest of the logical input, computed when it is known that the effect will be asked for. */
  readonly digest: () => Digest;
  /** What watchers are shown of the input when it starts, asked for after the digest. */
  readonly input?: () => Json | undefined;
  /** Whether it counts as a step of a budget. */
  readonly counts: boolean;
  /** Does nothing itself: everything happens in effects inside. */
  readonly composite?: boolean;
  /** On cancellation: what to wait for before the effect ends, and with which error when not the cancellation itself. */
  readonly lastWords?: () => Promise<AshlarError | undefined> | undefined;
}

/** What runs when there is no record: in a scope of its own, under the effect. */
export type Act = (inside: ScopeState) => Promise<unknown>;

/**
 * The one way in which anything with an effect happens: identity, budget, journal, events and cancellation.
 * The promise settles in journal order, or at once on cancellation; what is then still under way is abandoned.
 */
export function runEffect(
  scope: ScopeState,
  spec: EffectSpec,
  act: Act,
): Promise<Json | undefined> {
  endOverdue(scope.execution);
  const ended = halted(scope);
  if (ended !== undefined) return ended;

  let effect: Omit<Effect, 'begin'>;
  let frame: Frame;
  try {
    const { type, name, composite = false } = spec;
    refuseUnknownKind(spec);
    const digest = spec.digest();
    if (spec.counts) scope.execution.tree.ledger.step(scope.execution.account);
    const place = placeOf(spec);
    const id = nextId(scope, place, spec.key);
    if (spec.key === undefined) noteAmbiguous(scope, place, id);
    frame = createFrame(id, scope.frame);
    const used = () => recordOf(frame, `The usage of ${id}`);
    effect = { id, type, name, effect: spec.effect, digest, composite, used };
  } catch (error) {
    return refuse(scope, notJson(error));
  }
  return perform(scope, spec, effect, frame, act);
}

function perform(
  scope: ScopeState,
  spec: EffectSpec,
  effect: Omit<Effect, 'begin'>,
  frame: Frame,
  act: Act,
): Promise<Json | undefined> {
  const { execution, cancel } = scope;
  const { tree } = execution;
  const { id, type: kind, name } = effect;
  const place = placeOf(spec);
  const about = { effect: kind, name, id };
  const inner = cancel.child();
  let settled = false;
  let replayed = true;

  const promise = new Promise<Json | undefined>((resolve, rejectPromise) => {
    let stopGrace: (() => void) | undefined;
    const removeCancel = cancel.onCancel((reason) => {
      const words = spec.lastWords?.();
      if (words === undefined) return abandon(reason);
      words.then(
        (own) => abandon(own ?? reason),
        () => abandon(reason),
      );
      // A nested run of ours ends within its own grace.
      if (!spec.composite) {
        stopGrace = tree.clock.after(graceOf(execution.depth + 1), () => abandon(reason));
      }
    });

    function finish(): void {
      settled = true;
      stopGrace?.();
      removeCancel();
      const reason = cancel.reason ?? overNow;
      inner.cancel(reason);
      inner.close();
      tree.ledger.forget(frame, reason);
      closeFrame(frame);
      execution.underWay.delete(id);
      leaveTurn(scope, place);
      if (!spec.composite) tree.end(id);
    }

    function abandon(reason: AshlarError): void {
      if (settled) return;
      finish();
      if (!spec.composite) {
        for (const at of upward(execution)) at.abandoned.push(id);
        execution.emit({ type: 'effect.abandoned', ...about });
      }
      rejectPromise(reason);
    }

    // A nested run of ours lists what it abandons itself, and has its own grace to hand up what it has.
    execution.underWay.set(id, spec.composite ? ignore : abandon);
    enterTurn(scope, place, tree.turns);
    if (!spec.composite) tree.begin(id);

    // Whoever hears of the start can still stop or pause the run: nothing has been done yet, and no intent is recorded.
    const begin = async (): Promise<void> => {
      await tree.runtime.switchboard.gate(execution);
      endOverdue(execution);
      if (settled) return never();
      const input = spec.input?.();
      const asked = input === undefined ? {} : { input };
      execution.emit({ type: 'effect.started', ...about, ...asked });
      await tree.runtime.switchboard.gate(execution);
      if (settled) return never();
      if (spec.counts) addSteps(frame, 1);
    };
    let begun: Promise<void> | undefined;
    const beginOnce = () => {
      begun ??= begin();
      return begun;
    };

    const run = async (inside: Journal): Promise<Json> => {
      replayed = false;
      await beginOnce();
      if (settled) return never();
      const { policies } = scope;
      const place = { execution, path: id, cancel: inner, journal: inside, frame, policies };
      try {
        const value = await act(createScopeState(place));
        closeFrame(frame);
        return envelope(value, frame, `The result of ${id}`);
      } catch (error) {
        // What only failed because it was cancelled has no end: recorded, it would fail in every resume.
        if (cancel.reason !== undefined) return never();
        closeFrame(frame);
        throw notJson(error);
      }
    };

    scope.journal.step({ ...effect, begin: beginOnce }, run).then(
      (record) => {
        if (settled) return;
        tree.turns += 1;
        finish();
        const { v, ...used } = record as Envelope;
        if (replayed) spendAgain(scope, used, spec.counts);
        execution.emit({ type: 'effect.finished', ...about, replayed });
        resolve(v);
      },
      (error: unknown) => {
        if (settled) return;
        tree.turns += 1;
        finish();
        const ours = notJson(error);
        if (replayed) spendAgain(scope, usedBefore(ours), spec.counts);
        execution.emit({ type: 'effect.failed', ...about, replayed, error: toErrorRecord(ours) });
        rejectPromise(ours);
      },
    );
  });
  return handed(promise);
}

/** What is recorded of an effect: its value, and what it used. */
interface Envelope extends Used {
  readonly v?: Json;
}

function envelope(value: unknown, frame: Frame, what: string): Json {
  const used = recordOf(frame, `${what}, in its usage,`);
  return value === undefined ? used : { v: toJson(value, what), ...used };
}

function recordOf(frame: Frame, what: string): JsonObject {
  return toJson(usedIn(frame), what) as JsonObject;
}

/** What an earlier process used counts again, without a reservation. */
function spendAgain(scope: ScopeState, { u: calls = [], s: steps = 0 }: Used, counted: boolean) {
  const { ledger } = scope.execution.tree;
  const { account } = scope.execution;
  addSteps(scope.frame, steps);
  // The step of the effect itself was taken when it was asked for.
  ledger.replaySteps(account, Math.max(0, steps - (counted ? 1 : 0)));
  for (const call of calls) {
    addCall(scope.frame, call);
    ledger.spend(account, { tokens: tokensOf(call), nano: call.nanoUsd ?? 0 });
  }
}

/** Everything that a token budget counts of a call. */
export function tokensOf(call: Call): number {
  return (
    call.inputTokens +
    call.outputTokens +
    (call.cacheReadTokens ?? 0) +
    (call.cacheWriteTokens ?? 0)
  );
}

// A repeated name that starts while an earlier one is under way gets its ordinal from timing.
function noteAmbiguous(scope: ScopeState, place: string, id: string): void {
  const { execution, begun } = scope;
  const earlier = begun.get(place)?.some((at) => at < execution.tree.turns);
  if (!earlier) return;
  execution.emit({
    type: 'warning',
    code: 'effect.ambiguous',
    message: `${id} started while another ${place} of the same scope was under way: use scope.parallel or a key.`,
  });
}

function enterTurn(scope: ScopeState, place: string, turn: number): void {
  const turns = scope.begun.get(place);
  if (turns === undefined) scope.begun.set(place, [turn]);
  else turns.push(turn);
}

function leaveTurn(scope: ScopeState, place: string): void {
  scope.begun.get(place)?.shift();
}

function placeOf(spec: EffectSpec): string {
  return spec.place ?? `${spec.type}:${idPart(spec.name)}`;
}

// A kind that is misspelt would be repeated like a read.
function refuseUnknownKind({ type, name, effect }: EffectSpec): void {
  if (effect === 'read' || effect === 'idempotent' || effect === 'once') return;
  throw new AshlarError(
    'scope.misuse',
    `The effect of ${type} ${name} is ${String(effect)}: it must be read, idempotent or once.`,
    { facts: { what: `${type} ${name}` } },
  );
}

const overNow = toAshlarError(new Error('The effect has ended.'));
