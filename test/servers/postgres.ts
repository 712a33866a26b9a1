import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A real PostgreSQL server of its own, on loopback, with an empty cluster that `stop` removes. */
export interface PostgresServer {
  /** `postgres://…`, of the superuser. */
  readonly url: string;
  readonly port: number;
  /** Kills the server as a power cut would, and starts it again on the same files. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** Where the server's programs are, or undefined on a machine without PostgreSQL: tests then skip, and say so. */
export const postgresBin: string | undefined = findBin();

/**
 * Starts a server. Durability is on, as in production; the cluster lives in the temporary folder.
 * PostgreSQL refuses to run as root, so there it runs as the user `postgres`.
 */
export async function startPostgres(): Promise<PostgresServer> {
  if (postgresBin === undefined) throw new Error('PostgreSQL is not installed.');
  const bin = postgresBin;
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);

  const port = await freePort();
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
  ];
  const start = () => launch(bin, data, folder, settings, user);
  let server = await start();
  const end = async (signal: 'SIGKILL' | 'SIGINT') => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill(signal);
      await once(server, 'exit');
    }
  };
  return {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    port,
    async crash() {
      await end('SIGKILL');
      server = await startAgain(start);
    },
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Processes of the server that was killed notice it a moment later, and a new one refuses as long as they hold its shared memory. */
async function startAgain<T>(start: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const isHeld = /pre-existing shared memory block|lock file .* already exists/.test(
        `${error}`,
      );
      if (!isHeld || attempt === 50) throw error;
      await sleep(100);
    }
  }
}

type User = { readonly uid: number; readonly gid: number };

async function launch(
  bin: string,
  data: string,
  folder: string,
  settings: readonly string[],
  user: User | undefined,
) {
  const options = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`PostgreSQL ended: ${log}`)));
    server.once('error', reject);
  });
  return server;
}

function postgresUser(): User {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout),
  );
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

function findBin(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  return versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
}
