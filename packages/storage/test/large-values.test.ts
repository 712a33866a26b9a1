import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileLogs } from '../src/file/index.ts';
import { type LogStore, memoryStore } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const opened: Record<string, () => Promise<LogStore>> = {
  memory: async () => memoryStore(),
  sqlite: async () => await sqliteStore({ file: join(await temporaryFolder(), 'store.db') }),
  file: async () => await fileLogs({ folder: await temporaryFolder() }),
};

it.each(Object.keys(opened))(
  '%s keeps a record of 20 MB and batches of 20,000',
  { timeout: 30_000 },
  async (name) => {
    const store = await opened[name]?.();
    const log = store?.log({ tenant: 'acme', subject: 'ann', path: ['large'] });
    const large = 'é\n"x'.repeat(5_000_000);
    const many = Array.from({ length: 20_000 }, (_, i) => i);
    await log?.append([large], 0);
    await log?.append(many, 1);
    expect(await log?.length()).toBe(20_001);
    const [first, ...rest] = (await log?.read()) ?? [];
    expect(first === large).toBe(true);
    expect(rest).toEqual(many);
    expect(await store?.erase({ tenant: 'acme', subject: 'ann' })).toMatchObject({ logs: 1 });
    await store?.close();
  },
);
