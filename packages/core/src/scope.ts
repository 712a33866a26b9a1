import type { Agent } from './agent.ts';
import type { Answerer } from './answerer.ts';
import type { ApprovalRequest } from './approval.ts';
import type { Budget, Remaining } from './budget.ts';
import type { ChatModel, ChatRequest, ChatResponse, ModelInfo } from './chat.ts';
import type { Check, CheckStage, InspectedPart, Verdict } from './check.ts';
import type { CallContext } from './context.ts';
import type { Embedder, EmbedItem, EmbedOptions } from './embedder.ts';
import type { AshlarError } from './errors.ts';
import type { Json } from './json/json.ts';
import type { Message } from './message.ts';
import type { Access, Principal } from './principal.ts';
import type { PromptCatalog } from './prompt-catalog.ts';
import type { RankedPassage, Reranker } from './reranker.ts';
import type { Hit, Query, Retriever } from './retriever.ts';
import type { EffectKind, Tool } from './tool.ts';
import type { Usage } from './usage.ts';

/** Names an effect when its ordinal would not be stable, for example inside a `Promise.all` over a changing list. */
export interface EffectOptions {
  readonly key?: string;
}

export interface GenerateOptions extends EffectOptions {
  /** How often an answer that was cut by `maxTokens` is continued. @default 0 */
  readonly continuations?: number;
}

export interface RetrieveOptions extends EffectOptions {
  /** @default the run's principal; without one it is an error, never "everyone" */
  readonly access?: Access;
}

export interface NestedOptions extends EffectOptions {
  readonly budget?: Budget;
  readonly principal?: Principal;
}

export interface CheckOptions extends EffectOptions {
  readonly stage: CheckStage;
  readonly history?: readonly Message[];
  readonly sources?: readonly string[];
  readonly query?: string;
}

export interface StepOptions extends EffectOptions {
  /** What the step depends on: stored as a digest and compared on replay. */
  readonly input?: unknown;
  /** @default 'read' */
  readonly effect?: EffectKind;
}

/** The answer to an approval request. */
export interface Ruling {
  readonly approved: boolean;
  readonly by: string;
  readonly reason?: string;
  /** Changed by whoever approved. */
  readonly input?: Json;
}

export type Branch<T> = (scope: Scope) => Promise<T>;

export interface ParallelOptions extends EffectOptions {
  /** How many branches run at once. @default all */
  readonly concurrency?: number;
}

export type Settled<T> =
  | { readonly status: 'fulfilled'; readonly value: T }
  | { readonly status: 'rejected'; readonly error: AshlarError };

type BranchValues<B> = { -readonly [K in keyof B]: B[K] extends Branch<infer T> ? T : never };
type BranchSettled<B> = {
  -readonly [K in keyof B]: B[K] extends Branch<infer T> ? Settled<T> : never;
};

/**
 * What a pattern body may do. Each of these goes through the journal, the budget, the signal and the event stream;
 * anything else with an effect belongs into `step`.
 */
export interface Scope {
  /** One answer of a model. */
  generate(
    model: ChatModel,
    request: ChatRequest,
    options?: GenerateOptions,
  ): Promise<ChatResponse>;
  /** Runs a tool. Rejects with `input.invalid` before it runs, or `output.invalid` after, when a value does not fit its schema. */
  call<I, O>(tool: Tool<I, O>, input: I, options?: EffectOptions): Promise<O>;
  /** One vector per item. */
  embed(
    embedder: Embedder,
    items: readonly EmbedItem[],
    options: EmbedOptions & EffectOptions,
  ): Promise<readonly Float32Array[]>;
  rerank(
    reranker: Reranker,
    query: string,
    passages: readonly string[],
    options?: EffectOptions,
  ): Promise<readonly RankedPassage[]>;
  retrieve(
    retriever: Retriever,
    query: Query | string,
    options?: RetrieveOptions,
  ): Promise<readonly Hit[]>;
  /** A typed question, answered by a model or a rule. */
  ask<I, O>(answerer: Answerer<I, O>, input: I, options?: EffectOptions): Promise<O>;
  /** A nested run: its value, or the error of any other end. */
  run<I, O>(agent: Agent<I, O>, input: I, options?: NestedOptions): Promise<O>;
  /** Verdicts of all checks that apply; a check that fails is a `block` verdict. */
  check(
    checks: readonly Check[],
    parts: readonly InspectedPart[],
    options: CheckOptions,
  ): Promise<readonly Verdict[]>;
  /** Waits for a decision; the run suspends when nothing else is left to do. */
  approve(request: ApprovalRequest, options?: EffectOptions): Promise<Ruling>;
  /** Runs branches side by side, each with a scope of its own; the first failure aborts the others and is thrown. */
  parallel<const B extends Readonly<Record<string, Branch<unknown>>> | readonly Branch<unknown>[]>(
    branches: B,
    options?: ParallelOptions,
  ): Promise<BranchValues<B>>;
  /** Like `parallel`, but every branch runs to its end. */
  settle<const B extends Readonly<Record<string, Branch<unknown>>> | readonly Branch<unknown>[]>(
    branches: B,
    options?: ParallelOptions,
  ): Promise<BranchSettled<B>>;
  /**
   * Any other effect: the clock, an id, a file, an HTTP call, or something that takes a context, such as a memory: what that
   * uses and asks counts here. Its value must be JSON.
   */
  step<T>(
    name: string,
    run: (context: CallContext) => Promise<T> | T,
    options?: StepOptions,
  ): Promise<T>;
  /** Messages that were steered to this run since the last look. */
  inbox(): Promise<readonly Message[]>;
  /** The facts about a model as this run may use it: below the policies that govern here. */
  info(model: ChatModel): ModelInfo;
  /** Shows watchers something. */
  emit(name: string, data: Json): void;
  /** What would be worth having if the run ended now. */
  partial(value: unknown): void;
  readonly signal: AbortSignal;
  readonly budget: Remaining;
  /**
   * What this run and everything below it have used so far, as in its outcome. While branches run side by side it depends on
   * who was faster: report it, do not decide by it.
   */
  readonly usage: Usage;
  readonly principal: Principal | undefined;
  /** Wordings that replace those of questions. */
  readonly prompts: PromptCatalog;
  readonly runId: string;
}
