import type { ChatModel, Embedder } from '@ashlar/core';
import type { FaultRule } from './faults/fault.ts';

/** One engine for every model id, one per id, or a function from the id that a client asks for. */
export type EngineFor<T> =
  | T
  | { readonly [modelId: string]: T }
  | ((modelId: string, wanted: Wanted) => T | undefined);

/** What a request says about the vectors that it wants. */
export interface Wanted {
  readonly dimensions?: number;
}

export interface EmulatorOptions {
  /** Answers Converse, ConverseStream and CountTokens. An id without an engine is refused as the service refuses it. */
  readonly chat?: EngineFor<ChatModel>;
  /** Answers InvokeModel with the bodies of embedding models. @default none: such calls are refused */
  readonly embedder?: EngineFor<Embedder>;
  /** Loopback port. @default 0: any that is free */
  readonly port?: number;
  /** Faults to play, by request or by model; the first rule that fits is played. @default none */
  readonly faults?: readonly FaultRule[];
}
