import type { JsonObject } from '@ashlar/core';
import type { Transport } from './server/exchange.ts';

/** What became of one request, for a test or a person to look at. Filled in while it is served. */
export interface RequestRecord {
  /** From 1, over all requests of this emulator. */
  readonly n: number;
  readonly requestId: string;
  /** When it arrived, ISO 8601. */
  readonly at: string;
  readonly transport: Transport;
  readonly method: string;
  readonly path: string;
  /** `Converse`, `ConverseStream`, …; absent when the path is none that is served. */
  readonly operation?: string;
  readonly model?: string;
  /** Guardrail or knowledge base of the path. */
  readonly resource?: string;
  /** How the client signed; no credential is kept. */
  readonly auth: 'sigv4' | 'bearer' | 'none';
  readonly body?: JsonObject;
  /** Members that the published client does not know, as paths: accepted and listed here. */
  readonly unknownMembers?: readonly string[];
  /** The kind of the fault that was played, if any. */
  readonly fault?: string;
  readonly status?: number;
  /** The service's name of the error that was answered. */
  readonly exception?: string;
  /** Frames of the event stream that were handed to the connection. */
  readonly events?: number;
  /** Tokens that were answered, and whether the engine counted them or the emulator estimated. */
  readonly usage?: JsonObject;
  readonly usageEstimated?: boolean;
  /** Absent while it is open. */
  readonly end?: 'answered' | 'client-left' | 'fault';
  readonly durationMs?: number;
}

/** The record while it is filled in. */
export type OpenRecord = { -readonly [K in keyof RequestRecord]: RequestRecord[K] };

/** Requests that are kept; older ones are forgotten. */
const kept = 1000;

export interface RequestLog {
  readonly records: readonly RequestRecord[];
  add(record: Omit<OpenRecord, 'n'>): OpenRecord;
}

export function requestLog(): RequestLog {
  const records: OpenRecord[] = [];
  let n = 0;
  return {
    records,
    add: (given) => {
      n += 1;
      const record = { n, ...given };
      records.push(record);
      if (records.length > kept) records.shift();
      return record;
    },
  };
}
