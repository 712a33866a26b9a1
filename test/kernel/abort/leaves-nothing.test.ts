import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('./soak.ts', import.meta.url));
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'ashlar-compile-cache') };
const soak = process.env.ASHLAR_SOAK === '1';

interface Counted {
  /** Bytes of heap that are there after it and were not before, when all garbage is gone. */
  readonly grown: number;
  readonly left: readonly string[];
  readonly rejections: readonly string[];
}

// The process must end by itself: a handle or a timer that is left keeps it until the time is up.
async function inProcess(job: string, count: number): Promise<Counted> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--no-warnings', script, job, String(count)],
    { env, timeout: soak ? 300_000 : 30_000 },
  );
  return JSON.parse(stdout) as Counted;
}

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
