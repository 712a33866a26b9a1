import type { CallContext, ChatModel, Embedder, JsonObject } from '@ashlar/core';
import type { Wanted } from '../options.ts';
import type { OpenRecord } from '../request-log.ts';
import type { Reply } from '../server/reply.ts';

/** Everything that an operation needs to answer one request. */
export interface OperationCall {
  readonly model: string;
  readonly body: JsonObject;
  readonly reply: Reply;
  readonly record: OpenRecord;
  readonly context: CallContext;
  chatModel(): ChatModel;
  embedder(wanted: Wanted): Embedder;
}
