import type { Json, JsonObject } from './json/json.ts';
import type { Label } from './label.ts';

/** Bytes as base64, or a place that the model's provider can read (for example `s3://bucket/key`). */
export type MediaSource = { readonly base64: string } | { readonly uri: string };

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  /** Citations that the model itself attached to this text. */
  readonly citations?: readonly ModelCitation[];
  readonly label?: Label;
}

/** Structured data for the model. Adapters render it as JSON text; rule engines read it as it is. */
export interface JsonPart {
  readonly type: 'json';
  readonly value: Json;
  readonly label?: Label;
}

export interface ImagePart {
  readonly type: 'image';
  readonly format: string;
  readonly source: MediaSource;
  readonly label?: Label;
}

export interface AudioPart {
  readonly type: 'audio';
  readonly format: string;
  readonly source: MediaSource;
  readonly label?: Label;
}

export interface VideoPart {
  readonly type: 'video';
  readonly format: string;
  readonly source: MediaSource;
  readonly label?: Label;
}

export interface DocumentPart {
  readonly type: 'document';
  readonly name: string;
  readonly format: string;
  readonly source: MediaSource | { readonly text: string };
  readonly context?: string;
  /** Ask the model to cite from this document. */
  readonly citations?: boolean;
  readonly label?: Label;
}

/** A passage with its origin, which models with native citations can cite. */
export interface SearchResultPart {
  readonly type: 'search-result';
  readonly source: string;
  readonly title: string;
  readonly content: readonly string[];
  readonly citations?: boolean;
  readonly label?: Label;
}

/** The model asks for a tool. `server: true` means that the provider runs it: never execute it. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  readonly input: Json;
  readonly server?: boolean;
  readonly label?: Label;
}

export interface ToolResultPart {
  readonly type: 'tool-result';
  readonly callId: string;
  readonly content: readonly Part[];
  readonly isError?: boolean;
  readonly server?: boolean;
  /** Of a server tool: the provider's own name for this kind of result. It is sent back as it came. */
  readonly serverType?: string;
  readonly label?: Label;
}

/** A model's thinking. Replay it unchanged: the signature covers the text. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text?: string;
  readonly signature?: string;
  /** Encrypted thinking as base64. */
  readonly redacted?: string;
  readonly label?: Label;
}

/** Everything before this point may be cached by the provider. */
export interface CachePointPart {
  readonly type: 'cache-point';
  readonly ttl?: '5m' | '1h';
  readonly label?: Label;
}

/** A part that core has no name for. It is kept as it came and sent back as it is. */
export interface OtherPart {
  readonly type: 'other';
  /** Whose vocabulary `raw` is in, for example `bedrock`. */
  readonly vendor: string;
  readonly raw: JsonObject;
  readonly label?: Label;
}

export type Part =
  | TextPart
  | JsonPart
  | ImagePart
  | AudioPart
  | VideoPart
  | DocumentPart
  | SearchResultPart
  | ToolCallPart
  | ToolResultPart
  | ReasoningPart
  | CachePointPart
  | OtherPart;

export type Role = 'system' | 'user' | 'assistant';

/** One turn. Pure JSON: a message can be stored, hashed and sent to another process. */
export interface Message {
  readonly role: Role;
  readonly content: readonly Part[];
}

/** A citation made by the model itself, as the provider reports it. */
export interface ModelCitation {
  readonly title?: string;
  readonly source?: string;
  /** The quoted source text. */
  readonly quote?: string;
  /** Where it stands, in the provider's own terms. */
  readonly location?: JsonObject;
}
