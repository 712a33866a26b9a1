import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileLock } from '../src/file/file-lock.ts';
import { processIdentity } from '../src/file/process-identity.ts';
import { child, times } from './child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const free = async (): Promise<string> => 'entered';

describe('fileLock', () => {
  it('waits for a process that lives, and gives up as busy', async () => {
    const folder = await temporaryFolder();
    const holder = child('hold-lock', folder);
    await holder.printed(1);
    await expect(fileLock(100)(folder, free)).rejects.toMatchObject({
      code: 'storage.busy',
      retryable: true,
    });
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('goes on at once after a holder was killed', async () => {
    const folder = await temporaryFolder();
    const holder = child('hold-lock', folder);
    await holder.printed(1);
    await holder.kill();
    expect(await readdir(folder)).toHaveLength(1);
    expect(await fileLock(0)(folder, free)).toBe('entered');
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not fooled by a process that got the PID of a dead holder', async () => {
    const folder = await temporaryFolder();
    const [machine, pid, start] = processIdentity().split('.');
    await writeFile(join(folder, `${machine}.${pid}.${Number(start) - 1}.former`), '');
    expect(await fileLock(0)(folder, free)).toBe('entered');
  });

  it('leaves the lock of another machine or container alone for 30 seconds', async () => {
    const folder = await temporaryFolder();
    const foreign = join(folder, 'ffffffffffffffff.1.1.foreign');
    await writeFile(foreign, '');
    await expect(fileLock(0)(folder, free)).rejects.toMatchObject({ code: 'storage.busy' });
    const past = Date.now() / 1000 - 31;
    await utimes(foreign, past, past);
    expect(await fileLock(0)(folder, free)).toBe('entered');
  });

  it('lets one in at a time of several processes that rush at it', {
    timeout: 120_000,
  }, async () => {
    const folder = await temporaryFolder();
    const [lock, file] = [join(folder, 'lock'), join(folder, 'count')];
    await writeFile(file, '0');
    const each = times(1000);
    const rush = Array.from({ length: 3 }, () => child('increment-under-lock', lock, file, each));
    await Promise.all(rush.map((one) => one.result()));
    expect(await readFile(file, 'utf8')).toBe(String(3 * each));
  });

  it('lets one in at a time within a process, and makes its folder', async () => {
    const folder = join(await temporaryFolder(), 'a', 'lock');
    await mkdir(join(folder, '..'), { recursive: true });
    const lock = fileLock(10_000);
    let [inside, most] = [0, 0];
    const body = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => lock(folder, body)));
    expect(most).toBe(1);
  });

  it('is free again after the body failed', async () => {
    const folder = await temporaryFolder();
    const failing = fileLock(0)(folder, async () => {
      throw new Error('mine');
    });
    await expect(failing).rejects.toThrow('mine');
    expect(await fileLock(0)(folder, free)).toBe('entered');
  });
});
