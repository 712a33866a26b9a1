import type { CallContext } from './context.ts';
import type { Json, JsonObject, JsonSchema } from './json/json.ts';
import type { Message, Part } from './message.ts';
import type { Price } from './price.ts';
import type { Call } from './usage.ts';

/** What a model is shown of a tool: pure data, so that a request can be stored and compared. */
export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  /** Ask the provider to enforce the schema while decoding. @default false */
  readonly strict?: boolean;
}

export type ToolChoice = 'auto' | 'any' | 'none' | { readonly tool: string };

export interface ChatRequest {
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[];
  /** @default 'auto' when there are tools */
  readonly toolChoice?: ToolChoice;
  /** Ask for JSON of this schema; only for models whose features include `structured-output`. */
  readonly output?: {
    readonly schema: JsonSchema;
    readonly name?: string;
    readonly description?: string;
  };
  /** Upper bound of output tokens. @default the model's own */
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
  readonly effort?: 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  /** Options of one vendor, under its name: `{ bedrock: { serviceTier: 'flex' } }`. Adapters ignore other vendors' entries. */
  readonly vendor?: { readonly [vendor: string]: JsonObject };
  /** Sent as request metadata where the provider has it. The kernel's own pattern, run and tenant win. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export type StopReason =
  | 'end'
  | 'tool-calls'
  | 'max-tokens'
  | 'stop-sequence'
  | 'guardrail'
  | 'content-filter'
  | 'context-window'
  | 'malformed'
  | 'other';

export interface ChatResponse {
  readonly message: Message;
  readonly stopReason: StopReason;
  /** Every physical attempt behind this response, in order; the last served one made it. */
  readonly calls: readonly Call[];
  /** What the provider said besides, under its name: trace, latency, additional fields. */
  readonly vendor?: { readonly [vendor: string]: Json };
}

/** What happens while a response is streamed. Text and tool deltas carry the index of their part. */
export type ChatEvent =
  | { readonly type: 'text'; readonly index: number; readonly text: string }
  | { readonly type: 'reasoning'; readonly index: number; readonly text: string }
  | {
      readonly type: 'tool-input';
      readonly index: number;
      readonly id: string;
      readonly name: string;
      readonly json: string;
    }
  /** A part is complete. Sent for every part, after its deltas. */
  | { readonly type: 'part'; readonly index: number; readonly part: Part }
  /** All earlier events of this response with an index of `voids` or above are void: another attempt follows. */
  | {
      readonly type: 'restart';
      readonly attempt: number;
      readonly voids: number;
      readonly reason: string;
    }
  /** Always the last event. A stream that ends without it was truncated. */
  | { readonly type: 'finish'; readonly response: ChatResponse };

export type ChatFeature =
  | 'tools'
  | 'tool-choice'
  | 'structured-output'
  | 'streaming'
  | 'system'
  | 'images'
  | 'documents'
  | 'citations'
  | 'reasoning'
  | 'cache-points';

/** Facts about a model. Of a wrapper: derived from what it wraps (features meet, limits shrink, prices are an upper bound). */
export interface ModelInfo {
  readonly features: readonly ChatFeature[];
  /** Tokens that input and output may have together. */
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  /** Absent: unpriced, which a money budget refuses. */
  readonly price?: Price;
  readonly lifecycle?: 'active' | 'legacy' | 'end-of-life';
  /** Who answers for the use of this model. */
  readonly owner?: string;
  /** The highest data class that may be sent to it. */
  readonly dataClass?: string;
  /** Of a router: what it chooses from. */
  readonly candidates?: readonly { readonly id: string; readonly info: ModelInfo }[];
}

/**
 * A model that answers messages.
 *
 * Without a context a call is unmetered and cannot be cancelled; inside a pattern use `scope.generate`.
 * An aborted call rejects with `run.stopped`, any other failure with a `model.*` code.
 * A wrapper has the same face and tells what it is: `kind` and `inner`.
 */
export interface ChatModel {
  readonly id: string;
  readonly info: ModelInfo;
  generate(request: ChatRequest, context?: CallContext): Promise<ChatResponse>;
  stream(request: ChatRequest, context?: CallContext): AsyncIterable<ChatEvent>;
  /** Tokens that `request` would have as input, counted by the provider. */
  countTokens?(request: ChatRequest, context?: CallContext): Promise<number>;
  readonly kind?: WrapperKind;
  readonly inner?: readonly ChatModel[];
}

/** What a wrapper does; `stack` puts them in the one safe order. */
export type WrapperKind = 'guard' | 'cache' | 'router' | 'retry' | 'record' | 'other';
