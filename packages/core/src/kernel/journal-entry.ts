import type { Decision } from '../approval.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Digest } from '../journal.ts';
import type { Json, JsonObject } from '../json/json.ts';

/** The format of the entries below; a journal of another format is not read. */
export const JOURNAL_FORMAT = 1;

export interface BeginEntry {
  readonly t: 'begin';
  readonly format: number;
  readonly run: string;
  readonly pattern: string;
  readonly version: string;
  readonly input: Json;
  readonly at: number;
}

/** A `once` effect is about to start. */
export interface StartEntry {
  readonly t: 'start';
  readonly id: string;
  readonly digest: Digest;
  readonly at: number;
}

export interface EndEntry {
  readonly t: 'end';
  readonly id: string;
  readonly digest: Digest;
  readonly value?: Json;
  readonly error?: ErrorRecord;
  /** What an effect that failed had used; a value has it inside. */
  readonly used?: JsonObject;
  readonly at: number;
}

export interface DecisionEntry {
  readonly t: 'decision';
  readonly id: string;
  readonly decision: Decision;
  readonly at: number;
}

export interface FinishEntry {
  readonly t: 'finish';
  readonly value?: Json;
  readonly at: number;
}

export type Entry = BeginEntry | StartEntry | EndEntry | DecisionEntry | FinishEntry;

/** Whether a record read from a store can be one of ours. */
export function isEntry(record: unknown): record is Entry {
  if (typeof record !== 'object' || record === null) return false;
  const { t } = record as { t?: unknown };
  return t === 'begin' || t === 'start' || t === 'end' || t === 'decision' || t === 'finish';
}
