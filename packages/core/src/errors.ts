import type { Verdict } from './check.ts';
import type { Json, JsonObject } from './json/json.ts';
import { thrownText } from './thrown-text.ts';

/** The facts that come with each error code. Packages add their own codes by declaration merging. */
export interface ErrorFacts {
  /** A run or a call reached a limit or was aborted. `owner` is the path of the run whose limit it was. */
  'run.stopped': {
    readonly reason: StopCause;
    readonly owner?: string;
    readonly agent?: string;
    readonly partial?: Json;
  };
  /** A check blocked. */
  'run.blocked': { readonly verdicts: readonly Verdict[]; readonly partial?: Json };
  /** A foreign agent suspended inside a run. */
  'run.suspended': { readonly agent?: string };
  /** Replay asked for something else than was recorded. */
  'journal.diverged': {
    readonly kind: 'input' | 'unasked' | 'orphaned' | 'value';
    readonly effect?: string;
    readonly changed?: readonly string[];
    readonly expected?: string;
    readonly asked?: readonly string[];
  };
  /** Another process writes this journal. */
  'journal.lost': { readonly run: string };
  /** The journal belongs to another pattern or version. */
  'journal.version': {
    readonly run: string;
    readonly pattern: string;
    readonly recorded: string;
    readonly running: string;
  };
  'journal.unavailable': { readonly run: string };
  'journal.corrupt': { readonly run: string; readonly entry?: number };
  'journal.too-large': { readonly effect: string; readonly bytes: number; readonly limit: number };
  /** A value does not survive JSON; `path` names the place. */
  'value.not-json': { readonly what: string; readonly path: string; readonly found: string };
  'input.invalid': { readonly what: string; readonly issues: readonly string[] };
  'output.invalid': {
    readonly what: string;
    readonly issues: readonly string[];
    readonly text?: string;
  };
  'schema.unsupported': { readonly what: string; readonly keyword?: string };
  'history.invalid': { readonly index: number; readonly problem: string };
  'budget.unpriced': { readonly model: string };
  'budget.unbounded': { readonly model: string };
  'budget.invalid': { readonly field: string };
  'approval.forged': { readonly id: string };
  'approval.mismatch': { readonly id: string; readonly kind: string; readonly verdict: string };
  'approval.unknown': { readonly id: string; readonly run: string };
  'approval.signer-missing': { readonly id: string };
  'approval.given-up': { readonly effect: string; readonly by: string };
  'question.unsure': { readonly question: string; readonly rule: string };
  'question.invalid': { readonly question: string; readonly problem: string };
  'policy.denied': { readonly kind: string; readonly name: string };
  /** An agent ran outside of the runtime or the run that it was given to. */
  'agent.escaped': { readonly agent: string };
  'journal.missing': { readonly run: string };
  'access.missing': { readonly retriever: string };
  'agent.duplicate': { readonly name: string };
  'stack.order': { readonly outer: string; readonly inner: string };
  'scope.misuse': { readonly what: string };
  'tool.failed': { readonly tool: string };
  'model.throttled': ModelFacts;
  'model.unavailable': ModelFacts;
  'model.timeout': ModelFacts;
  'model.failed': ModelFacts;
  'model.truncated': ModelFacts;
  'model.refused': ModelFacts;
  'model.denied': ModelFacts;
  'model.not-found': ModelFacts;
  'model.invalid-request': ModelFacts;
  'model.context-overflow': ModelFacts;
  'model.quota': ModelFacts;
  'model.network': ModelFacts;
  'model.credentials': ModelFacts;
  'model.unsupported': ModelFacts;
  /** Something that is not ours was thrown; it is the `cause`. */
  unexpected: { readonly name?: string; readonly partial?: Json };
}

/** What a router or a person needs to know about a failed model call. */
export interface ModelFacts {
  readonly model: string;
  /** HTTP status, when there was one. */
  readonly status?: number;
  /** The provider's own name of the error. */
  readonly exception?: string;
  /** How long the provider asks to wait, in full. */
  readonly retryAfterMs?: number;
  /** True when part of the answer had already been delivered. */
  readonly midStream?: boolean;
  readonly requestId?: string;
}

export type StopCause = 'steps' | 'tokens' | 'cost' | 'deadline' | 'loop' | 'aborted';

export type ErrorCode = keyof ErrorFacts;

const MARK = Symbol.for('ashlar.error');

export interface ErrorOptions<C extends ErrorCode> {
  readonly facts: ErrorFacts[C];
  /** Whether the same call may succeed later. @default false */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error class of the library. What happened is `code`, what a program needs is `facts`,
 * what a person should do is in the message. Recognise it with {@link isAshlarError}: `instanceof`
 * fails when two copies of this package are installed.
 */
export class AshlarError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly retryable: boolean;
  readonly facts: ErrorFacts[C];

  constructor(code: C, message: string, options: ErrorOptions<C>) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AshlarError';
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.facts = options.facts;
    Object.defineProperty(this, MARK, { value: true });
  }
}

/** An error of any code, told apart by it: `error.code === 'run.stopped'` says what `error.facts` are. */
export type AnyAshlarError = { readonly [C in ErrorCode]: AshlarError<C> }[ErrorCode];

/** Whether `error` is an {@link AshlarError} (of any copy of core), of `code` when one is given. */
export function isAshlarError(error: unknown): error is AnyAshlarError;
export function isAshlarError<C extends ErrorCode>(
  error: unknown,
  code: C,
): error is AshlarError<C>;
export function isAshlarError(error: unknown, code?: ErrorCode): boolean {
  if (typeof error !== 'object' || error === null || !(MARK in error)) return false;
  return code === undefined || (error as { code?: unknown }).code === code;
}

/** Turns anything thrown into an {@link AshlarError}; ours pass as they are. */
export function toAshlarError(error: unknown): AnyAshlarError {
  if (isAshlarError(error)) return error;
  if (error instanceof Error) {
    return new AshlarError('unexpected', error.message || error.name, {
      facts: { name: error.name },
      cause: error,
    });
  }
  return new AshlarError(
    'unexpected',
    `Something that is not an Error was thrown: ${thrownText(error)}`,
    {
      facts: {},
      cause: error,
    },
  );
}

/** An error as JSON, without stack and cause. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly facts: JsonObject;
}

export function toErrorRecord(error: unknown): ErrorRecord {
  const { code, message, retryable, facts } = toAshlarError(error);
  return { code, message, retryable, facts: factsAsJson(facts) };
}

// What JSON cannot carry of the facts must not cost the rest of the record.
function factsAsJson(facts: unknown): JsonObject {
  try {
    return JSON.parse(JSON.stringify(facts)) as JsonObject;
  } catch {
    return {};
  }
}

export function fromErrorRecord(record: ErrorRecord): AshlarError {
  return new AshlarError(record.code, record.message, {
    facts: record.facts as never,
    retryable: record.retryable,
  });
}

/** The error that says a limit was reached. */
export function stopped(
  reason: StopCause,
  message: string,
  facts: Omit<ErrorFacts['run.stopped'], 'reason'> = {},
): AshlarError<'run.stopped'> {
  return new AshlarError('run.stopped', message, { facts: { reason, ...facts } });
}

/** The error that says a check blocked: thrown in a pattern or a guard, it ends the run as `blocked`. */
export function blocked(
  verdicts: readonly Verdict[],
  message = 'A check blocked.',
): AshlarError<'run.blocked'> {
  return new AshlarError('run.blocked', message, { facts: { verdicts } });
}
