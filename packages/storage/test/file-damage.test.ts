import { mkdir, readdir, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileLogs } from '../src/file/index.ts';
import type { LogStore } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const key = { tenant: 'acme', path: ['log'] };
const corrupt = { code: 'storage.corrupt', retryable: false };

async function written(): Promise<{
  store: LogStore;
  file: string;
  bytes: Buffer;
  ends: number[];
}> {
  const folder = await temporaryFolder();
  const store = await fileLogs({ folder, fsync: 'never' });
  const ends: number[] = [];
  let file = '';
  for (const [length, batch] of [
    [0, ['é', 'b']],
    [2, [{ c: 'line\nbreak' }]],
    [3, ['d']],
  ] as const) {
    await store.log(key).append(batch, length);
    file ||= await onlyFile(folder);
    ends.push((await readFile(file)).length);
  }
  return { store, file, bytes: await readFile(file), ends };
}

async function onlyFile(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  return join(folder, names.find((name) => name.endsWith('.log')) ?? '');
}

const lengths = [2, 3, 4];

describe('a file log', () => {
  it('cuts a tail that was torn off at any byte, and keeps all whole batches', async () => {
    const { store, file, bytes, ends } = await written();
    const whole = await store.log(key).read();
    for (let cut = 0; cut < bytes.length; cut += 1) {
      await writeFile(file, bytes.subarray(0, cut));
      const kept = lengths[ends.findLastIndex((end) => end <= cut)] ?? 0;
      expect(await store.log(key).read(), `cut at ${cut}`).toEqual(whole.slice(0, kept));
      await store.log(key).append(['next'], kept);
      expect(await store.log(key).read()).toEqual([...whole.slice(0, kept), 'next']);
    }
  });

  it('cuts a tail whose blocks never reached the disk', async () => {
    const { store, file, bytes, ends } = await written();
    const last = ends[1] ?? 0;
    for (let from = last; from < bytes.length; from += 1) {
      await writeFile(file, Buffer.from(bytes).fill(0, from));
      expect(await store.log(key).length(), `zero from ${from}`).toBe(3);
      await writeFile(file, Buffer.from(bytes).fill(0, from, bytes.length - 1));
      expect(await store.log(key).length()).toBe(from < bytes.length - 1 ? 3 : 4);
    }
    await writeFile(file, Buffer.concat([bytes, Buffer.alloc(5000)]));
    await store.log(key).append(['next'], 4);
    expect((await readFile(file)).includes(0)).toBe(false);
  });

  it('reports every other damage, wherever it is, and never returns or drops a record', async () => {
    const { store, file, bytes } = await written();
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of [0x01, 0x80]) {
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        await writeFile(file, damaged);
        await expect(store.log(key).read(), `byte ${at}`).rejects.toMatchObject({
          ...corrupt,
          file,
        });
        await expect(store.log(key).append(['x'], 4)).rejects.toMatchObject(corrupt);
        expect(await readFile(file)).toEqual(damaged);
      }
    }
  });

  it('reports a batch that is missing, doubled or out of order', async () => {
    const { store, file, bytes, ends } = await written();
    const [first = 0, second = 0] = ends;
    const parts = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
    for (const order of [
      [0, 2],
      [0, 1, 1, 2],
      [0, 2, 1],
      [1, 2],
    ]) {
      await writeFile(file, Buffer.concat(order.map((i) => parts[i] ?? Buffer.of())));
      await expect(store.log(key).read()).rejects.toMatchObject(corrupt);
    }
  });

  it('reports zeros between sound batches: they were whole once', async () => {
    const { store, file, bytes, ends } = await written();
    await writeFile(file, Buffer.from(bytes).fill(0, ends[0], (ends[0] ?? 0) + 5));
    await expect(store.log(key).read()).rejects.toMatchObject({ ...corrupt, offset: ends[0] });
  });

  it('reports a file that belongs to another key or is something else', async () => {
    const { store, file } = await written();
    await store.log({ ...key, path: ['other'] }).append(['x'], 0);
    const names = await readdir(dirname(file));
    const other = names.find((name) => name.endsWith('.log') && !file.endsWith(name)) ?? '';
    await rename(join(dirname(file), other), file);
    await expect(store.log(key).read()).rejects.toMatchObject(corrupt);
    await writeFile(file, 'Dear diary,\ntoday\n');
    await expect(store.log(key).read()).rejects.toMatchObject(corrupt);
  });

  it('notices that another process deleted the log and wrote it anew', async () => {
    const { store, file, bytes } = await written();
    const log = store.log(key);
    await log.append(['e'], 4);
    const other = await fileLogs({ folder: join(dirname(file), '..'), fsync: 'never' });
    await other.log(key).delete();
    await expect(log.append(['f'], 5)).rejects.toMatchObject({ actualLength: 0 });
    await other.log(key).append(['a', 'b', 'c', 'd', 'x'.repeat(bytes.length)], 0);
    await log.append(['f'], 5);
    expect(await log.read(4)).toEqual(['x'.repeat(bytes.length), 'f']);
  });

  it('says what is wrong with the place it was given', async () => {
    const { store, file } = await written();
    const unavailable = { code: 'storage.unavailable' };
    await expect(fileLogs({ folder: file })).rejects.toMatchObject(unavailable);
    await expect(fileLogs({ folder: '/sys/ashlar' })).rejects.toMatchObject(unavailable);
    const sync = JSON.parse('"sometimes"');
    await expect(fileLogs({ folder: file, fsync: sync })).rejects.toMatchObject({ at: 'fsync' });
    await truncate(file, 0);
    await rename(file, `${file}.gone`);
    await mkdir(file);
    await expect(store.log(key).read()).rejects.toMatchObject(unavailable);
    await expect(store.log(key).append(['x'], 0)).rejects.toMatchObject(unavailable);
  });
});
