import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** A real Redis server of its own, on loopback, with an append-only file that `stop` removes. */
export interface RedisServer {
  /** `redis://…` */
  readonly url: string;
  readonly port: number;
  /** Kills the server as a power cut would, and starts it again on the same file. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether this machine has a Redis; without one tests skip, and say so. */
export const hasRedis: boolean = spawnSync('redis-server', ['--version']).status === 0;

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  let server = await launch(folder, port);
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill(signal);
      await once(server, 'exit');
    }
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async crash() {
      await end('SIGKILL');
      server = await launch(folder, port);
    },
    async stop() {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(folder: string, port: number) {
  const options = { '--port': port, '--bind': '127.0.0.1', '--dir': folder, '--save': '' };
  const flags = Object.entries(options).flatMap(([name, value]) => [name, String(value)]);
  const server = spawn(
    'redis-server',
    [...flags, '--appendonly', 'yes', '--appendfsync', 'always'],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error('Redis ended before it was ready.')));
    server.once('error', reject);
  });
  return server;
}
