import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { leftoversOf } from '../support/leftovers.ts';

const script = fileURLToPath(new URL('./soak.ts', import.meta.url));
const soak = process.env.ASHLAR_SOAK === '1';
const inProcess = (job: string, count: number) =>
  leftoversOf(script, job, count, soak ? 300_000 : 30_000);

describe.concurrent('in a process of its own', () => {
  test('aborted runs of every kind leave no timer, no handle, no rejection and no heap', async () => {
    const { grown, left, rejections } = await inProcess('abort', soak ? 400 : 25);
    expect({ left, rejections }).toEqual({ left: [], rejections: [] });
    expect(grown).toBeLessThan(700_000);
  });

  test('200 completed runs leave no timer, no handle, no rejection and no heap', async () => {
    const { grown, left, rejections } = await inProcess('complete', soak ? 2000 : 200);
    expect({ left, rejections }).toEqual({ left: [], rejections: [] });
    expect(grown).toBeLessThan(700_000);
  });

  test('a run of 200 steps leaves nothing when it has ended', async () => {
    const { grown, left, rejections } = await inProcess('steps', soak ? 5000 : 200);
    expect({ left, rejections }).toEqual({ left: [], rejections: [] });
    expect(grown).toBeLessThan(700_000);
  });
});
