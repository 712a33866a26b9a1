import { type Approval, type ApprovalRequest, approvalDigest, type Decision } from '../approval.ts';
import { AshlarError, type ErrorFacts, fromErrorRecord, toErrorRecord } from '../errors.ts';
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
import { ancestors } from './effect-id.ts';
import type { Entry } from './journal-entry.ts';
import { divergence, tooLarge, writeFailure } from './journal-failure.ts';
import { readRecorded } from './recorded-log.ts';
import { createRecorder } from './recorder.ts';
import { createReplay } from './replay.ts';
import { ignore, never } from './turn.ts';
import { withUsed } from './used.ts';

export interface OrderedJournalOptions {
  readonly log: JournalLog;
  /** What the log holds. */
  readonly entries: readonly Entry[];
  readonly header: RunHeader;
  readonly host: JournalHost;
  readonly patienceMs: number;
  readonly maxEntryBytes: number;
}

type Act = (inside: Journal) => Promise<Json>;

/**
 * Exact replay by identity and order: recorded ends reach the body in recorded order, one a turn, and what has no record
 * starts only when all of them have. Measured: identity alone swapped results in 4 of 12 kinds of bodies, with order in none.
 *
 * An effect that was under way when the process died runs again. Of what is recorded inside it, it gets what it asked for
 * before its first attempt at something outside; the rest belonged to a result that is lost, and is made anew.
 */
export function orderedJournal(options: OrderedJournalOptions): JournalSession {
  const { log, entries, header, host, patienceMs } = options;
  const recorded = readRecorded(entries);
  for (const id of recorded.decisions.keys()) host.decided(id);
  const recorder = createRecorder({
    log,
    length: entries.length,
    failed: (error) => host.fail(writeFailure(error, header.runId)),
  });
  const replay = createReplay({ order: recorded.order, clock: host.clock, patienceMs, stuck });
  /** Effects without an end that run again, although something inside them is recorded. */
  const again = new Set<string>();
  const askedOnce = new Set<string>();
  let digested = Promise.resolve();
  let stopAlarm: (() => void) | undefined;

  function diverged(facts: ErrorFacts['journal.diverged']): AshlarError {
    const error = divergence(facts);
    host.fail(error);
    return error;
  }

  function stuck(expected: string, asked: readonly string[]): void {
    const around = ancestors(expected).find((id) => again.has(id));
    if (around === undefined) diverged({ kind: 'unasked', expected, asked });
    else forgetInside(around);
  }

  function forgetInside(id: string): void {
    replay.drop(recorded.forgetInside(id));
  }

  /** Ends an effect in its place in the order; after a replay that is behind everything recorded. */
  async function end(effect: Effect, result: { value: Json } | { error: unknown }): Promise<void> {
    await mayStart(effect.id);
    const { id, digest } = effect;
    const at = host.clock.now();
    return new Promise((deliver) => {
      if ('error' in result) {
        recorder.recordLater(
          { t: 'end', id, digest, error: toErrorRecord(result.error), used: effect.used(), at },
          deliver,
        );
      } else {
        recorder.record({ t: 'end', id, digest, value: result.value, at }, deliver);
      }
    });
  }

  async function step(effect: Effect, run: Act): Promise<Json> {
    const { id, digest } = effect;
    const entry = recorded.ends.get(id);
    if (entry === undefined) return live(effect, run);
    const changed = differences(entry.digest, digest);
    if (changed.length > 0) {
      const around = ancestors(id).find((above) => again.has(above));
      if (around !== undefined && !recorded.starts.has(id)) {
        forgetInside(around);
        return live(effect, run);
      }
      diverged({ kind: 'input', effect: id, changed });
      return never();
    }
    await replay.deliver(id);
    if (entry.error !== undefined) throw withUsed(fromErrorRecord(entry.error), entry.used);
    return entry.value ?? null;
  }

  async function live(effect: Effect, run: Act): Promise<Json> {
    const { id, composite } = effect;
    const hasBegun = recorded.hasBegun(id) && recorded.finish === undefined;
    if (effect.effect === 'once') {
      const known = await startOnce(effect);
      if (known !== undefined) return known.value;
    } else if (!composite && !hasBegun) await mayStart(id);
    // Otherwise it starts at once: the effects inside it are in the log and wait for their turn there.
    let value: Json;
    try {
      value = await (hasBegun && !composite ? runAgain(id, run) : run(session));
      const failure = tooLarge(id, value, options.maxEntryBytes);
      if (failure !== undefined) throw failure;
    } catch (error) {
      await end(effect, { error });
      throw error;
    }
    await end(effect, { value });
    return value;
  }

  async function runAgain(id: string, run: Act): Promise<Json> {
    const inside: Journal = {
      ...session,
      branch: (_name, body) => body(inside),
      live() {
        forgetInside(id);
        return replay.drained(id);
      },
    };
    again.add(id);
    try {
      return await run(inside);
    } finally {
      forgetInside(id);
    }
  }

  /** Waits behind everything recorded. A run that has ended starts nothing: what is asked then was abandoned, or is new. */
  async function mayStart(id: string): Promise<void> {
    if (recorded.finish === undefined) return replay.drained(id);
    forgetInside(id);
    await replay.drained(id);
    stopAlarm ??= host.clock.after(patienceMs, () => diverged({ kind: 'unasked', asked: [id] }));
    return never();
  }

  /** Records the intent; after a crash between intent and end it asks what became of it. */
  async function startOnce(effect: Effect): Promise<{ value: Json } | undefined> {
    const { id, digest, name } = effect;
    askedOnce.add(id);
    const before = recorded.starts.get(id);
    const changed = before === undefined ? [] : differences(before.digest, digest);
    if (changed.length > 0) {
      diverged({ kind: 'input', effect: id, changed });
      return never();
    }
    if (before !== undefined) forgetInside(id);
    // Each start has a question of its own: the answer to an earlier one says nothing about a later one.
    for (let attempt = 0; attempt < (before?.times ?? 0); attempt += 1) {
      const request = { name, data: { effect: id, name } };
      const question = `${id}/unknown${attempt === 0 ? '' : `#${attempt}`}`;
      const { verdict, by, value } = await settle(question, request, 'unknown-effect');
      if (verdict === 'ran') {
        // The envelope that the kernel would have recorded: a value without usage.
        const known = { value: { v: value ?? null } };
        await end(effect, known);
        return known;
      }
      if (verdict !== 'not-run') {
        throw new AshlarError('approval.given-up', `${by} gave up the effect ${id}.`, {
          facts: { effect: id, by },
        });
      }
    }
    await mayStart(id);
    await effect.begin();
    await new Promise<void>((deliver) => {
      recorder.record({ t: 'start', id, digest, at: host.clock.now() }, deliver);
    });
    return undefined;
  }

  // WebCrypto answers in any order; requests are shown in the order in which they were made.
  function digestInTurn(request: ApprovalRequest): Promise<string> {
    const digest = digested.then(() => approvalDigest(request));
    digested = digest.then(ignore, ignore);
    return digest;
  }

  async function settle(
    id: string,
    request: ApprovalRequest,
    kind: Approval['kind'],
  ): Promise<Decision> {
    const digest = await digestInTurn(request);
    const approval = { ...request, id, runId: header.runId, kind, digest };
    const known = recorded.decisions.get(id);
    if (known !== undefined) {
      if (known.decision.digest !== approval.digest) {
        diverged({ kind: 'input', effect: id, changed: ['data'] });
        return never();
      }
      await replay.deliver(id);
      return known.decision;
    }
    await mayStart(id);
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

  /** `once` effects whose end nobody knows and nobody asked about. */
  function forgotten(): string[] {
    const inside = (id: string) =>
      ancestors(id).some((above) => recorded.ends.has(above) || again.has(above));
    return [...recorded.starts.keys()].filter(
      (id) => !recorded.ends.has(id) && !askedOnce.has(id) && !inside(id),
    );
  }

  async function flush(last?: Entry): Promise<void> {
    await recorder.flush(last).catch((error: unknown) => {
      throw writeFailure(error, header.runId);
    });
  }

  const session: JournalSession = {
    step,
    wait: (id, request) => settle(id, request, 'approval'),
    branch: (_name, body) => body(session),
    live: () => replay.drained('an attempt'),
    async finish(value) {
      const [expected] = [...replay.unasked(), ...forgotten()];
      if (expected !== undefined) throw diverged({ kind: 'orphaned', asked: [], expected });
      const before = recorded.finish;
      if (before === undefined) await flush({ t: 'finish', value, at: host.clock.now() });
      else if (canonicalJson(before.value ?? null) !== canonicalJson(value)) {
        throw diverged({ kind: 'value' });
      }
    },
    suspend: () => flush(),
    close() {
      stopAlarm?.();
      recorder.close();
      replay.close();
    },
  };
  return session;
}
