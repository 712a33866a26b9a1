import { writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/folder.ts';
import { perform, readJournal, worldFile } from './support/job.ts';
import { inProcess } from './support/processes.ts';
import { readRows } from './support/world.ts';

test.each([
  ['steps', { steps: 4 }],
  ['tokens', { tokens: 300 }],
] as const)(
  'a run that one process stopped on its budget of %s goes on in another with more',
  { timeout: 60_000 },
  async (reason, budget) => {
    const folder = await temporaryFolder();
    const job = { body: 'tool-loop', store: 'file', folder } as const;
    expect(await inProcess({ ...job, budget })).toMatchObject({ status: 'stopped', reason });
    const before = readRows(worldFile(folder)).length;
    expect(await inProcess({ ...job, budget })).toMatchObject({ status: 'stopped', reason });
    expect(readRows(worldFile(folder))).toHaveLength(before);

    const outcome = await inProcess(job);
    expect(outcome).toMatchObject({ status: 'completed', usage: { steps: 7 } });
    expect(readRows(worldFile(folder))).toHaveLength(7);
    expect(before).toBeLessThan(7);
  },
);

test('another version goes on only with what it says it can resume', {
  timeout: 60_000,
}, async () => {
  const folder = await temporaryFolder();
  const job = { body: 'two-step-branches', store: 'sqlite', folder } as const;
  await inProcess({ ...job, kill: { at: 'after', nth: 4 } });
  const rows = readRows(worldFile(folder)).length;
  expect(await perform({ ...job, version: '2' })).toMatchObject({
    status: 'failed',
    error: { code: 'journal.version' },
  });
  expect(readRows(worldFile(folder))).toHaveLength(rows);
  expect(await perform({ ...job, version: '2', resumes: ['1'] })).toMatchObject({
    status: 'completed',
  });
});

test('no text of an encrypted journal is on the disk', { timeout: 60_000 }, async () => {
  const folder = await temporaryFolder();
  const job = { body: 'race', store: 'encrypted', folder } as const;
  await inProcess({ ...job, kill: { at: 'after', nth: 3 } });
  expect(JSON.stringify(await readJournal(job))).toContain('"t":"end"');
  const plain = await perform({ ...job, store: 'file' });
  expect(plain).toMatchObject({ status: 'failed', error: { code: 'journal.corrupt' } });
  expect(await perform(job)).toMatchObject({ status: 'completed' });
});

test('a journal of a thousand steps is resumed', { timeout: 120_000 }, async () => {
  const folder = await temporaryFolder();
  const job = { body: 'a-thousand-steps', store: 'file', folder } as const;
  await inProcess({ ...job, kill: { at: 'after', nth: 1000 } });
  const begun = performance.now();
  let replayed = 0;
  const outcome = await perform(job, (event) => {
    if (event.type === 'effect.finished' && event.replayed) replayed += 1;
  });
  const ms = Math.round(performance.now() - begun);
  writeSync(1, `resumed a journal of 1,000 entries in ${ms} ms\n`);
  expect(outcome.status).toBe('completed');
  expect(replayed).toBe(999);
  expect(readRows(worldFile(folder))).toHaveLength(1000);
});
