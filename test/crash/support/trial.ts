import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Approval,
  type Decision,
  decide,
  type Json,
  type Outcome,
  type RunEvent,
} from '@ashlar/core';
import { type Job, perform, readJournal, runId, type StoreKind, signer, worldFile } from './job.ts';
import type { KillPoint } from './kill-point.ts';
import { inProcess } from './processes.ts';
import { type Row, readRows } from './world.ts';

/** What the log and the world held at one moment. */
export interface Snapshot {
  readonly journal: readonly Entry[];
  readonly rows: readonly Row[];
}

/** A journal entry as far as the proof looks at it. */
export interface Entry {
  readonly t: string;
  readonly id?: string;
}

/** A run that was killed, resumed to its end, and replayed when it had ended. */
export interface Trial {
  readonly body: string;
  readonly kills: readonly KillPoint[];
  /** How many of them were reached. */
  readonly killed: number;
  /** After the last of them. */
  readonly atKill: Snapshot;
  /** Of the process that ended the run. */
  readonly events: readonly RunEvent[];
  readonly outcome: Outcome<Json>;
  /** How many it took after the last kill: each suspension ends one. */
  readonly processes: number;
  readonly atEnd: Snapshot;
  readonly suspensions: readonly Approval['kind'][];
  readonly replay: Outcome<Json>;
  readonly atReplay: Snapshot;
}

/** Where the journal is, and of which kind. */
export interface Setting {
  readonly store: StoreKind;
  readonly positional: boolean;
}

export async function runTrial(
  body: string,
  { store, positional }: Setting,
  kills: readonly KillPoint[],
): Promise<Trial> {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-crash-'));
  try {
    const job = { body, folder, store, positional };
    const suspensions: Approval['kind'][] = [];
    /** Performs until the run neither waits nor is cut short; each process after the first has the decisions it waits for. */
    async function toTheEnd(process: (job: Job) => ReturnType<typeof inProcess>) {
      let end = await process(job);
      for (let turn = 0; end !== 'killed' && end.status === 'suspended' && turn < 8; turn += 1) {
        suspensions.push(...end.pending.map(({ kind }) => kind));
        end = await process({ ...job, decisions: await rule(end.pending, folder) });
      }
      return end;
    }
    let killed = 0;
    for (const kill of kills) {
      if ((await toTheEnd((one) => inProcess({ ...one, kill }))) === 'killed') killed += 1;
    }
    const atKill = await snapshot(job);
    const events: RunEvent[] = [];
    let processes = 0;
    const outcome = (await toTheEnd((one) => {
      events.length = 0;
      processes += 1;
      return perform(one, (event) => events.push(event));
    })) as Outcome<Json>;
    const atEnd = await snapshot(job);
    const replay = await perform(job);
    const atReplay = await snapshot(job);
    const end = { processes, events, outcome, atEnd, replay, atReplay };
    return { body, kills, killed, atKill, suspensions, ...end };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function snapshot(job: Pick<Job, 'folder' | 'store'>): Promise<Snapshot> {
  const journal = (await readJournal(job)) as unknown as readonly Entry[];
  return { journal, rows: readRows(worldFile(job.folder)) };
}

/** Decides as an operator would: looks into the world whether the effect happened. */
export function rule(pending: readonly Approval[], folder: string): Promise<Decision[]> {
  const rows = readRows(worldFile(folder));
  return Promise.all(
    pending.map((approval) => {
      const by = 'operator';
      if (approval.kind === 'approval')
        return decide(approval, { verdict: 'approved', by }, signer);
      const { effect } = approval.data as { effect: string };
      const row = rows.find(({ key }) => key === `${runId}/${effect}`);
      if (row === undefined) return decide(approval, { verdict: 'not-run', by }, signer);
      const value = { asked: row.input, got: row.nonce };
      return decide(approval, { verdict: 'ran', by, value }, signer);
    }),
  );
}

/** The places where a run of this body can die: around and in each append, after each effect. */
export async function killPoints(
  body: string,
  { store, positional }: Setting,
): Promise<KillPoint[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ashlar-crash-'));
  try {
    const job = { body, folder, store, positional };
    let outcome = await perform(job);
    while (outcome.status === 'suspended') {
      outcome = await perform({ ...job, decisions: await rule(outcome.pending, folder) });
    }
    const { journal, rows } = await snapshot(job);
    const kinds = store === 'sqlite' ? (['before', 'after'] as const) : appendKinds;
    const around = journal.map((_, index) =>
      kinds.map((at): KillPoint => ({ at, nth: index + 1 })),
    );
    const after = rows.map((_, index): KillPoint => ({ at: 'effect', nth: index + 1 }));
    return [...around.flat(), ...after];
  } finally {
    await rm(folder, { recursive: true });
  }
}

const appendKinds = ['before', 'middle', 'after'] as const;
