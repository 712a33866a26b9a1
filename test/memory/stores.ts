import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { memoryStore, type Store } from '@ashlar/storage';
import { postgresStore } from '@ashlar/storage/postgres';
import { redisStore } from '@ashlar/storage/redis';
import { sqliteStore } from '@ashlar/storage/sqlite';
import pg from 'pg';
import { postgresBin, startPostgres } from '../servers/postgres.ts';
import { hasRedis, startRedis } from '../servers/redis.ts';

/** A kind of store, with real servers and files. */
export interface StoreKind {
  readonly kind: string;
  /** False where this machine has no such server; its tests skip. */
  readonly there: boolean;
  start(): Promise<RunningStores>;
}

export interface RunningStores {
  /** A store of its own under this name; the same name is the same records. */
  open(name: string): Promise<Store>;
  /** What a child process opens the same stores with; absent where no other process can. */
  readonly where?: string;
  /** How often a text lies in the bytes of files, tables or memory. */
  occurrences(text: string): Promise<number>;
  stop(): Promise<void>;
}

/** Opens a store as another process would, by the words of a command line. */
export async function openStore(kind: string, where: string, name: string): Promise<Store> {
  if (kind === 'sqlite') {
    return sqliteStore({ file: join(where, `${name}.db`), synchronous: 'off' });
  }
  return kind === 'postgres'
    ? postgresStore({
        connection: { connectionString: where, max: 4 },
        schema: name,
        erasure: 'rewrite',
      })
    : redisStore({ connection: where, prefix: name, erasure: 'rewrite' });
}

export const storeKinds: readonly StoreKind[] = [
  { kind: 'memory', there: true, start: inMemory },
  { kind: 'sqlite', there: true, start: onDisk },
  { kind: 'postgres', there: postgresBin !== undefined, start: () => served('postgres') },
  { kind: 'redis', there: hasRedis, start: () => served('redis') },
];

for (const { kind, there } of storeKinds) {
  if (!there) console.warn(`There is no ${kind} server: its tests are skipped.`);
}

async function inMemory(): Promise<RunningStores> {
  const stores = new Map<string, Store>();
  return {
    async open(name) {
      const store = stores.get(name) ?? { ...memoryStore(), close: async () => {} };
      stores.set(name, store);
      return store;
    },
    // It has no bytes but those that it gives: the tests ask for them.
    occurrences: async () => 0,
    stop: async () => {},
  };
}

async function onDisk(): Promise<RunningStores> {
  const folder = await mkdtemp(join(tmpdir(), 'memory-'));
  return {
    where: folder,
    open: (name) => openStore('sqlite', folder, name),
    occurrences: (text) => inFiles(folder, text),
    stop: () => rm(folder, { recursive: true }),
  };
}

async function served(kind: 'postgres' | 'redis'): Promise<RunningStores> {
  const server = await (kind === 'postgres' ? startPostgres() : startRedis());
  const { url } = server;
  return {
    where: url,
    open: (name) => openStore(kind, url, name),
    occurrences: (text) => (kind === 'postgres' ? inTables(url, text) : inKeys(url, text)),
    stop: () => server.stop(),
  };
}

/** In all that a dump would show, and in the files of tables and indexes. The write-ahead log is not looked at. */
async function inTables(url: string, text: string): Promise<number> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query('CHECKPOINT');
    const [row] = (await client.query<{ data_directory: string }>('SHOW data_directory')).rows;
    return await inFiles(join(row?.data_directory ?? '', 'base'), text);
  } finally {
    await client.end();
  }
}

/** In all keys and their values, and in the append-only file, both written without compression. */
async function inKeys(url: string, text: string): Promise<number> {
  const ask = async (...words: readonly string[]): Promise<string> => {
    const { stdout } = await run('redis-cli', ['-u', url, '--raw', ...words]);
    return stdout;
  };
  await ask('CONFIG', 'SET', 'rdbcompression', 'no');
  let found = 0;
  for (const key of (await ask('KEYS', '*')).split('\n').filter((line) => line !== '')) {
    found += `${key}${await ask('DUMP', key)}`.split(text).length - 1;
  }
  const [, folder = ''] = (await ask('CONFIG', 'GET', 'dir')).split('\n');
  return found + (await inFiles(folder, text));
}

const run = promisify(execFile);

async function inFiles(folder: string, text: string): Promise<number> {
  let found = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    if (!(await stat(join(folder, name))).isFile()) continue;
    found += (await readFile(join(folder, name), 'latin1')).split(text).length - 1;
  }
  return found;
}
