import type { ChatRequest, ChatResponse, JsonObject } from '@ashlar/core';
import type { WireEvent } from '../wire/block-stream.ts';
import type { WireUsage } from '../wire/usage.ts';

/** The body shapes of one vendor's chat models in InvokeModel. */
export interface ChatBody {
  /** @throws ServiceError naming what is wrong with the body */
  read(body: JsonObject): ChatRequest;
  write(response: ChatResponse, usage: WireUsage, modelId: string): JsonObject;
  /** A translator for one stream: the vendor's chunks of each event of ConverseStream. */
  chunks(modelId: string): (event: WireEvent) => readonly JsonObject[];
}
