import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { turn } from './turns.ts';

export interface Leftovers {
  /** Bytes of heap that are there after it and were not before, when all garbage is gone. */
  readonly grown: number;
  /** Handles and timers. */
  readonly left: readonly string[];
  readonly rejections: readonly string[];
}

/** Does something a number of times. */
export type Job = (times: number) => Promise<void>;

const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'ashlar-compile-cache') };

/**
 * What a job of a script leaves behind that ends with {@link reportLeftovers}, in a process of its own. The process must end by
 * itself: a handle or a timer that is left keeps it until the time is up.
 */
export async function leftoversOf(
  script: string,
  job: string,
  count: number,
  timeout: number,
): Promise<Leftovers> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--no-warnings', script, job, String(count)],
    { env, timeout },
  );
  return JSON.parse(stdout) as Leftovers;
}

/** Does the job that the command line names, as often as it says, and prints what is left of it as JSON. */
export async function reportLeftovers(jobs: Readonly<Record<string, Job>>): Promise<void> {
  const [what = '', count = '1'] = process.argv.slice(2);
  const rejections: string[] = [];
  process.on('unhandledRejection', (reason) => rejections.push(String(reason)));
  const job = jobs[what];
  if (job === undefined) throw new Error(what);
  const rounds = Number(count);
  await job(Math.ceil(rounds / 4));
  const before = await settledHeap();
  await job(rounds);
  const grown = (await settledHeap()) - before;
  const left = process.getActiveResourcesInfo().filter((name) => !/^(?:Pipe|TTY|FS)/.test(name));
  console.log(JSON.stringify({ grown, left, rejections }));
}

async function settledHeap(): Promise<number> {
  for (let pass = 0; pass < 4; pass += 1) {
    for (let turns = 0; turns < 5; turns += 1) await turn();
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}
