import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Json, Outcome } from '@ashlar/core';
import type { Job } from './job.ts';

// Starting a process costs a third of its time with it.
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'ashlar-compile-cache') };
const script = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Performs a job in a process of its own. Resolves to its outcome, or to `killed`. */
export async function inProcess(job: Job): Promise<Outcome<Json> | 'killed'> {
  const child = spawn(process.execPath, ['--no-warnings', script, JSON.stringify(job)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const [code, signal] = await once(child, 'close');
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0) throw new Error(`${job.body} ended with ${code ?? signal}`);
  return JSON.parse(printed);
}
