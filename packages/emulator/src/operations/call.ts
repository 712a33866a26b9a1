import type { CallContext, JsonObject } from '@ashlar/core';
import type { Engines } from '../engines.ts';
import type { OpenRecord } from '../request-log.ts';
import type { Headers } from '../server/exchange.ts';
import type { Operation } from '../server/operation.ts';
import type { Reply } from '../server/reply.ts';

/** Everything that an operation needs to answer one request. */
export interface OperationCall {
  readonly operation: Operation;
  /** The model id of the path; empty where the path names none. */
  readonly model: string;
  /** Every label of the path by its name, decoded. */
  readonly labels: Readonly<Record<string, string>>;
  readonly headers: Headers;
  /** Where the client reached the emulator: `http://127.0.0.1:4599`. */
  readonly url: string;
  readonly body: JsonObject;
  readonly reply: Reply;
  readonly record: OpenRecord;
  readonly context: CallContext;
  readonly engines: Engines;
}

export type AnswerOperation = (call: OperationCall) => Promise<void>;
