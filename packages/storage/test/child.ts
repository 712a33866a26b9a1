import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A real process that runs a file of test/processes. */
export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** The lines it has printed so far; a line that the kill cut off is not one. */
  lines(): readonly string[];
  /** Resolves as soon as it has printed so many lines. */
  printed(lines: number): Promise<void>;
  /** Kills it with SIGKILL and resolves when it is gone and all it printed has arrived. */
  kill(): Promise<void>;
  /** Resolves to the JSON it printed at its end. */
  result(): Promise<unknown>;
}

/** Starts one; it is killed at the end of the test at the latest. */
export function child(script: string, ...parameters: readonly (string | number)[]): Child {
  const file = fileURLToPath(new URL(`./processes/${script}.ts`, import.meta.url));
  const started = spawn(process.execPath, ['--no-warnings', file, ...parameters.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(started, 'close');
  let output = '';
  started.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const lines = (): readonly string[] => output.split('\n').slice(0, -1);
  onTestFinished(() => {
    started.kill('SIGKILL');
  });
  return {
    process: started,
    lines,
    async printed(count) {
      while (lines().length < count) {
        const ended = await Promise.race([once(started.stdout, 'data'), closed]);
        if (started.exitCode !== null && lines().length < count) throw new Error(`ended: ${ended}`);
      }
    },
    async kill() {
      started.kill('SIGKILL');
      await closed;
    },
    async result() {
      const [code] = await closed;
      if (code !== 0) throw new Error(`${script} ended with ${code}`);
      return JSON.parse(lines().at(-1) ?? '');
    },
  };
}

/** How often heavy tests repeat: once in a normal run, ten times as often with ASHLAR_SOAK=1. */
export function times(normal: number): number {
  return process.env.ASHLAR_SOAK === '1' ? normal * 10 : normal;
}
