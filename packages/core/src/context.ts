import type { Answerer } from './answerer.ts';
import type { ModelInfo } from './chat.ts';
import type { Check, InspectedPart, Verdict } from './check.ts';
import type { Json } from './json/json.ts';
import type { Principal } from './principal.ts';
import type { CheckOptions, StepOptions } from './scope.ts';
import type { Call, FreeCall } from './usage.ts';

/**
 * What travels down a stack of wrappers: the scope makes it, wrappers pass it on and run their side calls on it,
 * the adapter at the bottom meters with it.
 */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly meter: Meter;
  readonly principal?: Principal;
  /** Who asked: pattern, version, question, tenant and run id. Adapters send them as request metadata. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Tells watchers something; appears as a `note` event. */
  emit(name: string, data: Json): void;
  /** Any other effect of a wrapper, journaled under the effect that it belongs to. Its value must be JSON. */
  step<T>(
    name: string,
    run: (context: CallContext) => Promise<T> | T,
    options?: Pick<StepOptions, 'key' | 'input'>,
  ): Promise<T>;
  /** A typed question of a wrapper (a judge, a classifier), journaled and metered like any other. */
  ask<I, O>(answerer: Answerer<I, O>, input: I): Promise<O>;
  /** Verdicts on parts, journaled and shown as `check.verdict` events; a check that fails is a `block` verdict. */
  check(
    checks: readonly Check[],
    parts: readonly InspectedPart[],
    options: CheckOptions,
  ): Promise<readonly Verdict[]>;
}

/** Reserves before and settles after every physical attempt. Only the adapter that makes the attempt calls it. */
export interface Meter {
  /**
   * Waits until the attempt fits into every budget above it.
   *
   * @throws StoppedError when it can never fit
   */
  reserve(estimate: Estimate): Promise<Reservation>;
  /** Books a row that cost nothing and needs no room in a budget. Returns the row. */
  record(call: FreeCall): Call;
}

export interface Estimate {
  readonly model: string;
  readonly info: Pick<ModelInfo, 'price' | 'maxOutputTokens'>;
  /** UTF-8 bytes of the input: an upper bound of its tokens until the model's ratio is known. */
  readonly inputBytes: number;
  /** Tokens of the input where they are known exactly or bounded otherwise (images, documents). */
  readonly inputTokens?: number;
  /** The request's `maxTokens`. @default the model's `maxOutputTokens`; 0 for models without output (embeddings) */
  readonly maxTokens?: number;
  /** Asked only when the bound by bytes does not fit. */
  countTokens?(): Promise<number>;
}

export interface Reservation {
  /** What to send as `maxTokens`: smaller than asked when the budget clamps. */
  readonly maxTokens: number | undefined;
  /** What was really used, as the provider reports it; without a report use `fail`. A row that is `cached` is not billed. Call exactly one of the three, once. */
  settle(call: Omit<Call, 'nanoUsd'> & { readonly nanoUsd?: number }): Call;
  /** The attempt failed or was abandoned and the provider reported nothing: counts as the upper bound. */
  fail(outcome: 'failed' | 'abandoned'): Call;
  /** Nothing was sent: gives everything back. */
  release(): void;
}
