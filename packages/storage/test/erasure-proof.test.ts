import { closeSync, openSync, readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { fileLogs } from '../src/file/index.ts';
import type { Store } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';
import { child } from './child.ts';
import { sharedKey } from './processes/open-logs.ts';
import { temporaryFolder } from './temporary-folder.ts';

const canary = 'CANARY-5a1e';

/** How often the canary lies in the names and bytes of all files of a folder. */
async function canaries(folder: string): Promise<number> {
  let found = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    found += name.split(canary).length - 1;
    if (!(await stat(join(folder, name))).isFile()) continue;
    found += (await readFile(join(folder, name), 'latin1')).split(canary).length - 1;
  }
  return found;
}

/** Life with many subjects, in which pages fill, split and move. */
async function live(store: Store): Promise<void> {
  for (let i = 0; i < 600; i += 1) {
    const ann = i % 4 === 0;
    const scope = { tenant: 'acme', subject: ann ? 'ann' : `other-${i % 13}` };
    const word = ann ? canary : 'x';
    const text = word.repeat(1 + ((i * 7919) % 150));
    await store.values.put({ ...scope, path: [word, `${(i * 31) % 97}`] }, text);
    if (i % 5 === 0) await store.values.delete({ ...scope, path: [word, `${(i * 17) % 97}`] });
    const log = store.log(ann ? sharedKey : { ...scope, path: ['log'] });
    await log.append([text, { [word]: i }], await log.length());
    await store.counters.add({ ...scope, path: [word] }, 1);
    await store.leases.acquire({ ...scope, path: [word] }, 1000);
  }
}

describe('after an erasure', () => {
  it('no byte of the subject is in the SQLite files, also while another process has them open', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'store.db');
    const store = await sqliteStore({ file, synchronous: 'off' });
    await live(store);
    const other = child('keep-open', file);
    await other.printed(1);
    expect(Number(other.lines()[0])).toBeGreaterThan(1000);
    expect(await canaries(folder)).toBeGreaterThan(1000);

    expect(await store.erase({ tenant: 'acme', subject: 'ann' })).toMatchObject({ logs: 1 });
    expect(await readdir(folder)).toEqual(['store.db', 'store.db-shm', 'store.db-wal']);
    expect(await canaries(folder)).toBe(0);

    other.process.stdin.write('look\n');
    await other.printed(2);
    expect(other.lines()[1]).toBe('2');
    expect(
      (await store.values.list({ tenant: 'acme', subject: 'other-1', path: [] })).entries,
    ).not.toEqual([]);
    await store.close();
    expect(await canaries(folder)).toBe(0);
  });

  it('which a reader in the middle of a transaction can delay, but not unnoticed', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'store.db');
    const store = await sqliteStore({ file, synchronous: 'off', busyTimeoutMs: 50 });
    await store.log(sharedKey).append([canary], 0);
    const reader = new DatabaseSync(file);
    reader.exec('BEGIN; SELECT * FROM ashlar_record');
    const busy = { code: 'storage.busy', retryable: true };
    await expect(store.erase({ tenant: 'acme', subject: 'ann' })).rejects.toMatchObject(busy);
    expect(await store.log(sharedKey).read()).toEqual([]);
    expect(await canaries(folder)).toBeGreaterThan(0);
    reader.exec('COMMIT');
    await store.erase({ tenant: 'acme', subject: 'ann' });
    expect(await canaries(folder)).toBe(0);
    reader.close();
    await store.close();
  });

  it('no byte of the subject is in the log files, nor for a process that has one open', async () => {
    const folder = await temporaryFolder();
    const store = await fileLogs({ folder, fsync: 'batch' });
    const [mine, theirs] = [sharedKey, { tenant: 'acme', subject: 'bob', path: ['log'] }];
    for (const log of [mine, theirs, { ...mine, path: ['second'] }]) {
      await store.log(log).append([canary.slice(0, log === theirs ? 3 : undefined)], 0);
    }
    const names = (await readdir(folder, { recursive: true })).filter((name) =>
      name.endsWith('.log'),
    );
    const open = names.map((name) => openSync(join(folder, name), 'r'));
    expect(await canaries(folder)).toBe(2);
    expect(await store.erase({ tenant: 'acme', subject: 'ann' })).toMatchObject({ logs: 2 });
    expect(await canaries(folder)).toBe(0);
    expect(open.map((file) => readFileSync(file, 'utf8').includes(canary))).toEqual([
      false,
      false,
      false,
    ]);
    expect(await readdir(folder)).toHaveLength(1);
    expect(await store.log(theirs).read()).toEqual(['CAN']);
    for (const file of open) closeSync(file);
    await store.close();
  });
});
