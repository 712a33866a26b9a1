import { cp, readdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from './support/folder.ts';
import { perform, readJournal, worldFile } from './support/job.ts';
import { inProcess } from './support/processes.ts';
import { soaking } from './support/sample.ts';
import { rule } from './support/trial.ts';
import { readRows } from './support/world.ts';

test.each(['two-step-branches', 'once-after-once'])(
  'the log of %s is cut inside its last append: what was in it is done again or asked about, nothing else',
  { timeout: 300_000 },
  async (body) => {
    const folder = await temporaryFolder();
    const job = { body, store: 'file', folder } as const;
    await inProcess({ ...job, kill: { at: 'after', nth: 7 } });
    const { length } = await readJournal(job);
    const rows = readRows(worldFile(folder));
    const [name] = (await readdir(join(folder, 'journal'), { recursive: true })).filter((file) =>
      file.endsWith('.log'),
    );
    const log = join('journal', name as string);
    const bytes = await readFile(join(folder, log));
    const start = bytes.lastIndexOf('\n', bytes.length - 2) + 1;

    for (let cut = start; cut < bytes.length; cut += soaking ? 1 : 11) {
      const copy = await temporaryFolder();
      await cp(folder, copy, { recursive: true });
      await truncate(join(copy, log), cut);
      const torn = { ...job, folder: copy };
      // What ended together was appended together.
      const gone = length - (await readJournal(torn)).length;
      expect(gone).toBeGreaterThan(0);
      let outcome = await perform(torn);
      if (outcome.status === 'suspended') {
        outcome = await perform({ ...torn, decisions: await rule(outcome.pending, copy) });
      }
      expect(outcome.status).toBe('completed');
      const again = readRows(worldFile(copy)).slice(rows.length);
      const repeated = again.filter(({ key }) => rows.some((row) => row.key === key));
      expect(repeated.length).toBeLessThanOrEqual(gone);
      expect(repeated.filter(({ effect }) => effect === 'once')).toEqual([]);
      expect(await perform(torn)).toMatchObject({ value: (outcome as { value: unknown }).value });
    }
  },
);
