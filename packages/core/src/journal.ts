import type { Approval, ApprovalRequest, Decision } from './approval.ts';
import type { Clock } from './clock.ts';
import type { AshlarError } from './errors.ts';
import type { EffectName } from './event.ts';
import type { Json, JsonObject } from './json/json.ts';
import type { EffectKind } from './tool.ts';

/** Digests of the logical input by field, so that a difference can be named. */
export type Digest = Readonly<Record<string, string>>;

/** What a journal knows of an effect before it runs. */
export interface Effect {
  /** Identity: scope path, name, explicit key or ordinal. */
  readonly id: string;
  readonly name: string;
  readonly type: EffectName;
  readonly effect: EffectKind;
  readonly digest: Digest;
  /** Has effects of its own inside and does nothing outside them. */
  readonly composite: boolean;
  /** What it has used so far, for the record of a failure; a result has it inside. */
  used(): JsonObject;
  /**
   * Announces that it starts now; resolves when nobody objects, and never when the run ends first. A journal that records
   * an intent waits for it before; others need not call it, since `run` does.
   */
  begin(): Promise<void>;
}

/**
 * The seam to durable engines: what a scope needs of whatever makes runs survive.
 * `branch` must run its body again on replay.
 */
export interface Journal {
  /** The recorded value, or runs `run` and records what it gives. Rejects with what `run` rejects with. */
  step(effect: Effect, run: (inside: Journal) => Promise<Json>): Promise<Json>;
  /** Waits for a decision. May never settle: then the run suspends. */
  wait(id: string, request: ApprovalRequest): Promise<Decision>;
  branch<T>(name: string, body: (journal: Journal) => Promise<T>): Promise<T>;
  /** Resolves when everything recorded has been replayed. Attempts of adapters wait for it. Absent: at once. */
  live?(): Promise<void> | undefined;
}

/** The journal of one run, with its ends. */
export interface JournalSession extends Journal {
  /** Records that the run completed; checks it against an earlier completion. */
  finish(value: Json): Promise<void>;
  /** The run ends without completing (suspended): writes what is worth keeping. */
  suspend(): Promise<void>;
  /** Gives up everything that still waits. */
  close(): void;
  /** Entries for a checkpoint, when they would be lost with the process. */
  entries?(): readonly Json[];
}

/** What identifies a run in a journal. */
export interface RunHeader {
  readonly runId: string;
  readonly pattern: string;
  readonly version: string;
  /** Versions whose journals this version can replay. */
  readonly resumes: readonly string[];
  readonly input: Json;
  /** The run must be known: an empty journal is `journal.missing` instead of a new run. */
  readonly resumed: boolean;
  readonly tenant?: string;
  readonly subject?: string;
}

/** What a journal may ask of the kernel. */
export interface JournalHost {
  readonly clock: Clock;
  /** The run cannot go on. */
  fail(error: AshlarError): void;
  /** A request has no decision: the run will suspend when nothing else executes. */
  pending(approval: Approval): void;
  /** The verified decision that the host gave for this request. */
  decisionFor(approval: Approval): Promise<Decision | undefined>;
  /** This request was decided in an earlier process: a decision on it that is given again is no surprise. */
  decided(id: string): void;
}

/** Opens the journal of a run; rejects with `journal.*` errors. */
export type JournalFactory = (header: RunHeader, host: JournalHost) => Promise<JournalSession>;

/** Where the ordered journal keeps its entries: an append log per run. */
export interface JournalStore {
  open(address: JournalAddress): JournalLog | Promise<JournalLog>;
}

export interface JournalAddress {
  readonly runId: string;
  readonly tenant?: string;
  readonly subject?: string;
}

export interface JournalLog {
  read(): Promise<readonly unknown[]>;
  /**
   * Appends all records or none, durably, only when the log has `expectedLength` records.
   * Rejects with an error whose `code` is `storage.conflict` otherwise.
   */
  append(records: readonly unknown[], expectedLength: number): Promise<void>;
}
