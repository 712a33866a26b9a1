import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JournalLog, type JournalStore, pattern, storeJournal } from '@ashlar/core';
import { journalStore, memoryStore } from '@ashlar/storage';
import { fileLogs } from '@ashlar/storage/file';
import { sqliteStore } from '@ashlar/storage/sqlite';
import { type Figure, figureOf, wallMs } from './measure.ts';
import { bareModel, conversation } from './parts.ts';
import type { Row, Section } from './report.ts';

const STEPS = 1000;
const model = bareModel();
const request = { messages: conversation(2000, 1) };

let crash = true;
const agent = pattern({ name: 'long', version: '1' }, async (_: null, scope) => {
  for (let step = 0; step < STEPS; step += 1) await scope.generate(model, request);
  if (crash) throw new Error('The process ends here.');
});

/** What a journal takes, and how long a run of 1,000 steps needs to be where it was. */
export async function journals(rounds: number): Promise<readonly Section[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-bench-'));
  try {
    const sqlite = await sqliteStore({ file: join(folder, 'runs.sqlite') });
    const stores: Readonly<Record<string, JournalStore>> = {
      memory: journalStore(memoryStore()),
      SQLite: journalStore(sqlite),
      file: journalStore(await fileLogs({ folder: join(folder, 'runs'), fsync: 'never' })),
    };
    const sizes: Row[] = [];
    const resumes: Row[] = [];
    for (const [name, store] of Object.entries(stores)) {
      const { resume, bytes } = await resumeFrom(store, rounds);
      resumes.push({ name, figure: resume, bar: 1000 });
      if (sizes.length === 0) sizes.push({ name: 'a call answered with 0.2 kB', figure: bytes });
    }
    await sqlite.close();
    return [
      { title: 'Journal, per step', unit: 'bytes of JSON', rows: sizes },
      { title: 'Resume of 1,000 steps', unit: 'ms', rows: resumes },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function resumeFrom(
  store: JournalStore,
  rounds: number,
): Promise<{ resume: Figure; bytes: Figure }> {
  let log: JournalLog | undefined;
  const journal = storeJournal({
    async open(address) {
      log = await store.open(address);
      return log;
    },
  });
  const times: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const id = `run-${round}`;
    crash = true;
    await agent.run(null, { id, journal }).outcome;
    const records = (await log?.read()) ?? [];
    bytes.push(JSON.stringify(records).length / STEPS);
    crash = false;
    times.push(await wallMs(() => agent.run(null, { id, journal }).value()));
  }
  return { resume: figureOf(times), bytes: figureOf(bytes) };
}
