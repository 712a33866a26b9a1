import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { McpProcess } from '../../../src/mcp/index.ts';

const file = (name: string): string => fileURLToPath(new URL(`./${name}.ts`, import.meta.url));

/** How a server of this folder is started over stdio. */
export function processOf(name: string, ...args: readonly string[]): McpProcess {
  return { command: process.execPath, args: [file(name), ...args] };
}

/** A server of this folder over HTTP, as a process of its own; it can be killed and started again on its port. */
export async function startHttp(name: string, log: string, port = 0) {
  const child = spawn(process.execPath, [file(name), String(port), log], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const own = Number(String(line).trim());
  return { url: `http://127.0.0.1:${own}/mcp`, port: own, kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** A file that servers write a line to for each call. */
export function openLog() {
  const folder = mkdtempSync(join(tmpdir(), 'ashlar-mcp-'));
  const path = join(folder, 'log');
  writeFileSync(path, '');
  return {
    path,
    lines: () => readFileSync(path, 'utf8').split('\n').filter(Boolean),
    async until(line: string): Promise<void> {
      while (!this.lines().includes(line)) await new Promise((wake) => setTimeout(wake, 10));
    },
    close: () => rmSync(folder, { recursive: true }),
  };
}
