import type { JsonObject, Origin } from '@ashlar/core';

/** What only Bedrock has: `chatModel(id, { bedrock })` for every request, `request.vendor.bedrock` for one. */
export interface RequestOptions {
  readonly guardrailConfig?: {
    readonly guardrailIdentifier: string;
    readonly guardrailVersion: string;
    readonly trace?: 'enabled' | 'disabled' | 'enabled_full';
    /** Of streams only: check text before (`sync`) or while (`async`) it is delivered. */
    readonly streamProcessingMode?: 'sync' | 'async';
  };
  /**
   * Tags text of these origins (`guardContent`), so that the guardrail looks at it alone: its prompt-attack filter should not see
   * your own instructions. With a tag anywhere, untagged text is not evaluated: so what
   * cannot have one (documents, search results, sound, film) is refused for these origins. @default none: the guardrail sees everything
   */
  readonly guardedOrigins?: readonly Exclude<Origin, 'tool' | 'model'>[];
  readonly serviceTier?: 'priority' | 'default' | 'flex' | 'reserved';
  readonly performanceConfig?: { readonly latency: 'standard' | 'optimized' };
  /** Values of a prompt from Prompt management, whose ARN is the model id. */
  readonly promptVariables?: Readonly<Record<string, string>>;
  /** Parameters of one model family, for example `{ top_k: 50 }` or Claude's `{ thinking: … }`. */
  readonly additionalModelRequestFields?: JsonObject;
  /** JSON pointers of at most 10 fields to return in `response.vendor.bedrock.additionalModelResponseFields`. */
  readonly additionalModelResponseFieldPaths?: readonly string[];
  /** Goes before the metadata of the run and of the request. At most 16 entries in all. */
  readonly requestMetadata?: Readonly<Record<string, string>>;
  /** Tools that Bedrock runs itself, by name. Their parts carry `server: true`. */
  readonly systemTools?: readonly string[];
  /** Ends the tools with a cache point of this life. */
  readonly cacheTools?: 'default' | '5m' | '1h';
  /**
   * System messages after the first turn: `in-place` sends them where they stand, which only newer models take; `hoisted`
   * moves them to the front. @default 'in-place' for models known to take it
   */
  readonly systemMessages?: 'in-place' | 'hoisted';
}
