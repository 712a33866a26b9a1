import { join } from 'node:path';
import {
  type Budget,
  createRuntime,
  type Decision,
  hmacSigner,
  type JournalStore,
  type Json,
  type Outcome,
  pattern,
  type RunEvent,
  type Scope,
  storeJournal,
} from '@ashlar/core';
import {
  dataKeys,
  journalStore,
  type LogStore,
  localMasterKeys,
  withEncryption,
} from '@ashlar/storage';
import { fileLogs } from '@ashlar/storage/file';
import { sqliteStore } from '@ashlar/storage/sqlite';
import { positionalJournal } from '../positional-journal.ts';
import { allBodies } from './bodies/index.ts';
import { type KillPoint, killAfterEffect, killAroundAppend } from './kill-point.ts';
import { openWorld, readRows } from './world.ts';

export type StoreKind = 'file' | 'sqlite' | 'encrypted';

/** One process's part of a run, as JSON. */
export interface Job {
  readonly body: string;
  readonly folder: string;
  readonly store: StoreKind;
  readonly kill?: KillPoint;
  readonly decisions?: readonly Decision[];
  readonly budget?: Budget;
  /** Results by position instead of the ordered journal. */
  readonly positional?: boolean;
  /** Of the pattern. @default '1' */
  readonly version?: string;
  readonly resumes?: readonly string[];
}

export const runId = 'run';
export const signer = hmacSigner('the secret of the crash tests');
export const worldFile = (folder: string): string => join(folder, 'world.jsonl');

/** Runs the body to its end: begins the run or goes on with it. */
export async function perform(
  job: Job,
  listener: (event: RunEvent) => void = () => {},
): Promise<Outcome<Json>> {
  const store = await openLogs(job);
  const file = worldFile(job.folder);
  const world = openWorld(file, killAfterEffect(job.kill, readRows(file).length));
  const body = allBodies(world)[job.body];
  if (body === undefined) throw new Error(`no body ${job.body}`);
  const logs = killAroundAppend(journalStore(store), job.kill);
  const journal = job.positional ? positionalJournal(logs) : storeJournal(logs);
  const { version = '1', resumes = [] } = job;
  const agent = pattern(
    { name: body.name, version, resumes },
    async (_: null, scope: Scope) => (await body.run(scope)) as Json,
  );
  const runtime = createRuntime({ journal, signer, listeners: [listener] });
  const run = runtime.run(agent, null, {
    id: runId,
    ...(job.decisions === undefined ? {} : { decisions: job.decisions }),
    ...(job.budget === undefined ? {} : { budget: job.budget }),
  });
  return run.outcome.finally(() => store.close());
}

/** What is in the journal. */
export async function readJournal(job: Pick<Job, 'folder' | 'store'>): Promise<readonly Json[]> {
  const store = await openLogs(job);
  const log = await (journalStore(store) as JournalStore).open({ runId });
  return log.read().finally(() => store.close()) as Promise<readonly Json[]>;
}

export async function openLogs({
  folder,
  store,
}: Pick<Job, 'folder' | 'store'>): Promise<LogStore> {
  if (store === 'sqlite') {
    return sqliteStore({ file: join(folder, 'journal.db'), synchronous: 'normal' });
  }
  // The kill of a process does not lose what was written: what needs fsync is the loss of power.
  const logs = await fileLogs({ folder: join(folder, 'journal'), fsync: 'never' });
  if (store === 'file') return logs;
  const masterKeys = await localMasterKeys({
    current: 'k',
    keys: { k: new Uint8Array(32).fill(7) },
  });
  const keyStore = await sqliteStore({ file: join(folder, 'keys.db'), synchronous: 'normal' });
  const sealed = withEncryption(logs, { keys: dataKeys({ store: keyStore, masterKeys }) });
  return { ...sealed, close: () => sealed.close().finally(() => keyStore.close()) };
}
