import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/folder.ts';
import { perform, readJournal, worldFile } from './support/job.ts';
import { inProcess } from './support/processes.ts';
import { sample, seeded, soaking } from './support/sample.ts';
import { rule } from './support/trial.ts';
import { readRows } from './support/world.ts';

const random = seeded(7);
const bodies = ['once-after-once', 'tool-loop', 'two-step-branches', 'effects-inside-tools'];
const pairs = Array.from({ length: soaking ? 60 : 6 }, (_, index) => ({
  body: bodies[index % bodies.length] as string,
  store: sample(['file', 'sqlite'] as const, 1, random)[0] ?? 'file',
  lateMs: index % 2 === 0 ? 0 : Math.round(random() * 40),
}));

test.concurrent.for(pairs)(
  'two processes run $body on one $store journal, one $lateMs ms late: one wins, nothing is done twice',
  { timeout: 60_000 },
  async ({ body, store, lateMs }, { onTestFinished }) => {
    const folder = await temporaryFolder(onTestFinished);
    const job = { body, store, folder };
    const late = sleep(lateMs).then(() => inProcess(job));
    const ends = await Promise.all([inProcess(job), late]);
    const told = ends.map((end) => {
      if (end === 'killed') return end;
      return end.status === 'failed' ? end.error.code : end.status;
    });
    // A late writer may meet the start of a once effect that is under way in the other: it asks, and runs nothing.
    const expected = ['completed', 'journal.lost', 'suspended'];
    expect(told.filter((one) => !expected.includes(one))).toEqual([]);

    let outcome = await perform(job);
    if (outcome.status === 'suspended') {
      outcome = await perform({ ...job, decisions: await rule(outcome.pending, folder) });
    }
    expect(outcome.status).toBe('completed');
    for (const end of ends) {
      if (end !== 'killed' && end.status === 'completed') {
        expect(end).toMatchObject({ value: (outcome as { value: unknown }).value });
      }
    }

    const entries = (await readJournal(job)) as { t: string; id?: string }[];
    const recorded = entries.filter(({ t }) => t === 'end').map(({ id }) => id);
    expect(new Set(recorded).size).toBe(recorded.length);
    const once = readRows(worldFile(folder)).filter(({ effect }) => effect === 'once');
    expect(new Set(once.map(({ key }) => key)).size).toBe(once.length);
  },
);
