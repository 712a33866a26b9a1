// Prints what appends, values and erasures cost on this machine: node packages/storage/bench/append.ts [folder]
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileLogs } from '../src/file/index.ts';
import {
  dataKeys,
  type LogStore,
  localMasterKeys,
  memoryStore,
  type Store,
  withEncryption,
} from '../src/index.ts';
import { sqliteStore } from '../src/sqlite/index.ts';

const folder = await mkdtemp(join(process.argv[2] ?? tmpdir(), 'ashlar-bench-'));
const scope = { tenant: 'acme', subject: 'ann' };
const record = { kind: 'effect', name: 'generate', text: 'x'.repeat(1000) };
const masterKeys = await localMasterKeys({
  current: 'm',
  keys: { m: crypto.getRandomValues(new Uint8Array(32)) },
});
const keys = dataKeys({ store: memoryStore(), masterKeys });

function row(name: string, figures: string): void {
  console.log(`${name.padEnd(28)} ${figures}`);
}

async function appends(name: string, store: LogStore, count: number): Promise<void> {
  const log = store.log({ ...scope, path: ['log'] });
  const waits: number[] = [];
  const cpu = process.cpuUsage();
  for (let i = 0; i < count; i += 1) {
    const start = performance.now();
    await log.append([record], i);
    waits.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  waits.sort((a, b) => a - b);
  const at = (share: number): string => (waits[Math.floor(count * share)] ?? 0).toFixed(3);
  const start = performance.now();
  await log.read();
  const read = (performance.now() - start).toFixed(1);
  const used = ((user + system) / 1000 / count).toFixed(3);
  row(
    `append ${name}`,
    `p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  cpu ${used} ms  read of ${count}: ${read} ms`,
  );
}

async function values(name: string, store: Store, count: number): Promise<void> {
  const rate = async (call: (i: number) => Promise<unknown>): Promise<string> => {
    const start = performance.now();
    for (let i = 0; i < count; i += 1) await call(i);
    return Math.round((count / (performance.now() - start)) * 1000).toLocaleString('en');
  };
  const key = (i: number): { tenant: string; subject: string; path: string[] } => ({
    ...scope,
    path: ['v', `${i}`],
  });
  const put = await rate((i) => store.values.put(key(i), record));
  const get = await rate((i) => store.values.get(key(i)));
  const add = await rate(() => store.counters.add(key(0), 1));
  row(`values ${name}`, `put ${put}/s  get ${get}/s  counter add ${add}/s`);
}

async function erasure(megabytes: number): Promise<void> {
  const file = join(folder, `erase-${megabytes}.db`);
  const store = await sqliteStore({ file, synchronous: 'full' });
  const batch = Array.from({ length: 500 }, () => record);
  for (let i = 0; i < megabytes * 2; i += 1) {
    await store.log({ tenant: 'acme', subject: `s${i % 20}`, path: [`${i}`] }).append(batch, 0);
  }
  const bytes = (await stat(file)).size + (await stat(`${file}-wal`)).size;
  const size = (bytes / 1e6).toFixed(0);
  const start = performance.now();
  await store.erase({ tenant: 'acme', subject: 's1' });
  row(
    `erase one of 20 subjects`,
    `${(performance.now() - start).toFixed(0)} ms with ${size} MB of files`,
  );
  await store.close();
}

try {
  await appends('memory', memoryStore(), 5000);
  await appends('encrypted(memory)', withEncryption(memoryStore(), { keys }), 2000);
  for (const fsync of ['always', 'batch', 'never'] as const) {
    const store = await fileLogs({ folder: join(folder, fsync), fsync });
    await appends(`file, ${fsync}`, store, 1000);
    await store.close();
  }
  for (const synchronous of ['full', 'normal', 'off'] as const) {
    const store = await sqliteStore({ file: join(folder, `${synchronous}.db`), synchronous });
    await appends(`sqlite, ${synchronous}`, store, 1000);
    await values(`sqlite, ${synchronous}`, store, 1000);
    await store.close();
  }
  await values('memory', memoryStore(), 20_000);
  await values('encrypted(memory)', withEncryption(memoryStore(), { keys }), 3000);
  for (const megabytes of [1, 100]) await erasure(megabytes);
} finally {
  await rm(folder, { recursive: true });
}
