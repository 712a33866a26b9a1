import type { ChatRequest, StopReason } from '../../chat.ts';
import type { ErrorCode } from '../../errors.ts';
import type { Json } from '../../json/json.ts';
import type { Part } from '../../message.ts';
import type { Call } from '../../usage.ts';

/** A tool call in a scripted reply. */
export interface ScriptedCall {
  readonly name: string;
  readonly input?: Json;
  /** @default `call-<n>`, counted over the whole script */
  readonly id?: string;
}

/**
 * How a reply goes wrong. An error, or the code of a model error: it is thrown. `end`: the stream ends without a finish.
 * `stall`: nothing comes any more until somebody aborts. `hang`: not even an abort is heard.
 */
export type ScriptedFailure = ModelErrorCode | Error | 'end' | 'stall' | 'hang';

export type ModelErrorCode = Extract<ErrorCode, `model.${string}`>;

/**
 * One reply. Its parts stand in this order: reasoning, text, JSON, tool calls, other parts.
 *
 * @example { text: 'Let me look.', calls: [{ name: 'search', input: { query: 'ashlar' } }] }
 */
export interface ScriptedReply {
  readonly text?: string;
  /** A structured answer: becomes a text part with this JSON. */
  readonly json?: Json;
  readonly reasoning?: string;
  readonly calls?: readonly ScriptedCall[];
  /** Any other part, as it is. */
  readonly parts?: readonly Part[];
  /** @default `tool-calls` when there are calls, else `end` */
  readonly stopReason?: StopReason;
  /** What the provider reports. @default counted from the bytes of request and reply */
  readonly usage?: Partial<
    Pick<Call, 'model' | 'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheWriteTokens'>
  >;
  /** Waits before the first event, in milliseconds of the model's clock. @default 0 */
  readonly delayMs?: number;
  readonly fails?: ScriptedFailure;
  /** How many events are delivered before it fails. @default 0 */
  readonly after?: number;
  /** Attempts that failed before this one, inside the same call: a stream announces the next with `restart`. */
  readonly attempts?: readonly ScriptedReply[];
}

/** A reply, or just its text. */
export type ScriptedStep = string | ScriptedReply;

/** Steps in the order of the calls, or a function that is asked at each call, counted from 0. It may also throw. */
export type Script =
  | readonly ScriptedStep[]
  | ((request: ChatRequest, call: number) => ScriptedStep | undefined);
