import { type Approval, type ApprovalRequest, approvalDigest, type Decision } from '../approval.ts';
import {
  AshlarError,
  type ErrorFacts,
  fromErrorRecord,
  isAshlarError,
  toErrorRecord,
} from '../errors.ts';
import type {
  Effect,
  Journal,
  JournalHost,
  JournalLog,
  JournalSession,
  RunHeader,
} from '../journal.ts';
import { canonicalJson } from '../json/canonical.ts';
import type { Json } from '../json/json.ts';
import { differences } from './digest.ts';
import type { Entry, FinishEntry } from './journal-entry.ts';
import { jsonSize } from './json-size.ts';
import { readRecorded } from './recorded-log.ts';
import { createRecorder, isConflict } from './recorder.ts';
import { createReplay } from './replay.ts';
import { never } from './turn.ts';

export interface OrderedJournalOptions {
  readonly log: JournalLog;
  /** What the log holds. */
  readonly entries: readonly Entry[];
  readonly header: RunHeader;
  readonly host: JournalHost;
  readonly patienceMs: number;
  readonly maxEntryBytes: number;
}

/**
 * Exact replay by identity and order: recorded ends reach the body in recorded order, one a turn, and what has no record
 * starts only when all of them have. Measured: identity alone swapped results in 4 of 12 kinds of bodies, with order in none.
 */
export function orderedJournal(options: OrderedJournalOptions): JournalSession {
  const { log, entries, header, host } = options;
  const recorded = readRecorded(entries);
  const recorder = createRecorder({ log, length: entries.length, failed });
  const replay = createReplay({
    order: recorded.order,
    clock: host.clock,
    patienceMs: options.patienceMs,
    stuck: (expected, asked) => diverged({ kind: 'unasked', expected, asked }),
  });

  function failed(error: unknown): void {
    host.fail(isAshlarError(error) ? error : writeError(error, header.runId));
  }

  function diverged(facts: ErrorFacts['journal.diverged']): AshlarError {
    const error = new AshlarError('journal.diverged', describeDivergence(facts), { facts });
    host.fail(error);
    return error;
  }

  /** Ends an effect in its place in the order; after a replay that is behind everything recorded. */
  async function end(effect: Effect, result: { value: Json } | { error: unknown }): Promise<void> {
    await replay.drained();
    const { id, digest } = effect;
    const at = host.clock.now();
    return new Promise((deliver) => {
      if ('error' in result) {
        recorder.recordLater(
          { t: 'end', id, digest, error: toErrorRecord(result.error), at },
          deliver,
        );
      } else {
        recorder.record({ t: 'end', id, digest, value: result.value, at }, deliver);
      }
    });
  }

  async function replayed(effect: Effect): Promise<Json> {
    const entry = recorded.ends.get(effect.id);
    const changed = differences(entry?.digest ?? {}, effect.digest);
    if (changed.length > 0) {
      diverged({ kind: 'input', effect: effect.id, changed });
      return never();
    }
    await replay.deliver(effect.id);
    if (entry?.error !== undefined) throw fromErrorRecord(entry.error);
    return entry?.value ?? null;
  }

  async function live(effect: Effect, run: (inside: Journal) => Promise<Json>): Promise<Json> {
    // What has effects of its own inside starts at once: they are in the log and wait for their turn there.
    if (!effect.composite && !recorded.hasBegun(effect.id)) await replay.drained();
    if (effect.effect === 'once') {
      const known = await startOnce(effect);
      if (known !== undefined) return known.value;
    }
    let value: Json;
    try {
      value = await run(session);
      refuseLarge(effect.id, value, options.maxEntryBytes);
    } catch (error) {
      await end(effect, { error });
      throw error;
    }
    await end(effect, { value });
    return value;
  }

  /** Records the intent; after a crash between intent and end it asks what became of it. */
  async function startOnce(effect: Effect): Promise<{ value: Json } | undefined> {
    const { id, digest } = effect;
    const before = recorded.starts.get(id);
    if (before === undefined) {
      await new Promise<void>((deliver) => {
        recorder.record({ t: 'start', id, digest, at: host.clock.now() }, deliver);
      });
      return undefined;
    }
    const changed = differences(before, digest);
    if (changed.length > 0) {
      diverged({ kind: 'input', effect: id, changed });
      return never();
    }
    const data = { effect: id, name: effect.name };
    const decision = await settle(`${id}/unknown`, { name: effect.name, data }, 'unknown-effect');
    if (decision.verdict === 'ran') {
      // The envelope that the kernel would have recorded: a value without usage.
      const value = { v: decision.value ?? null };
      await end(effect, { value });
      return { value };
    }
    if (decision.verdict === 'not-run') {
      await replay.drained();
      return undefined;
    }
    throw new AshlarError('approval.given-up', `${decision.by} gave up the effect ${id}.`, {
      facts: { effect: id, by: decision.by },
    });
  }

  async function settle(
    id: string,
    request: ApprovalRequest,
    kind: Approval['kind'],
  ): Promise<Decision> {
    const approval = { ...request, id, runId: header.runId, kind, digest: approvalDigest(request) };
    const known = recorded.decisions.get(id);
    if (known !== undefined) {
      if (known.decision.digest !== approval.digest) {
        diverged({ kind: 'input', effect: id, changed: ['data'] });
        return never();
      }
      await replay.deliver(id);
      return known.decision;
    }
    await replay.drained();
    const decision = await host.decisionFor(approval);
    if (decision === undefined) {
      host.pending(approval);
      return never();
    }
    await new Promise<void>((deliver) => {
      recorder.record({ t: 'decision', id, decision, at: host.clock.now() }, deliver);
    });
    return decision;
  }

  const session: JournalSession = {
    step: (effect, run) => (recorded.ends.has(effect.id) ? replayed(effect) : live(effect, run)),
    wait: (id, request) => settle(id, request, 'approval'),
    branch: (_name, body) => body(session),
    live: () => replay.drained(),
    async finish(value) {
      const orphans = replay.unasked();
      if (orphans.length > 0)
        throw diverged({ kind: 'orphaned', asked: [], expected: orphans[0] as string });
      const before = recorded.finish;
      if (before === undefined) {
        await recorder.flush(finishEntry(value, host.clock.now())).catch((error: unknown) => {
          throw isAshlarError(error) ? error : writeError(error, header.runId);
        });
      } else if (canonicalJson(before.value ?? null) !== canonicalJson(value)) {
        throw diverged({ kind: 'value' });
      }
    },
    suspend: () => recorder.flush(),
    close() {
      recorder.close();
      replay.close();
    },
  };
  return session;
}

function finishEntry(value: Json, at: number): FinishEntry {
  return { t: 'finish', value, at };
}

function refuseLarge(effect: string, value: Json, limit: number): void {
  const bytes = jsonSize(value, limit);
  if (bytes <= limit) return;
  throw new AshlarError(
    'journal.too-large',
    `The result of ${effect} is larger than ${limit} bytes. Store it elsewhere and return a reference to it.`,
    { facts: { effect, bytes, limit } },
  );
}

function writeError(error: unknown, run: string): AshlarError {
  if (isConflict(error)) {
    return new AshlarError(
      'journal.lost',
      `Another process writes the journal of run ${run}. This one stops; follow the other.`,
      { facts: { run }, cause: error },
    );
  }
  return new AshlarError(
    'journal.unavailable',
    `The journal of run ${run} could not be written: ${error instanceof Error ? error.message : String(error)}. Run it again with the same id when the store is back.`,
    { facts: { run }, cause: error, retryable: true },
  );
}

function describeDivergence(facts: ErrorFacts['journal.diverged']): string {
  const remedy =
    'Read clocks, ids and random numbers through scope.step, and give the pattern a new version when its flow changes.';
  if (facts.kind === 'input') {
    return `${facts.effect} is asked with another ${facts.changed?.join(', ')} than was recorded. ${remedy}`;
  }
  if (facts.kind === 'unasked') {
    return `The record goes on with ${facts.expected}, but the pattern asks for ${facts.asked?.join(', ') || 'a new effect'}. ${remedy}`;
  }
  if (facts.kind === 'orphaned')
    return `The pattern ended without asking for ${facts.expected}, which was recorded. ${remedy}`;
  return `The pattern returned another value than was recorded. ${remedy}`;
}
