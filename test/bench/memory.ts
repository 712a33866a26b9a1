// What a turn costs with a memory: append and load on each store, after 10 and after 1,000 turns. [--json] [--turns 200]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assistant, type Message, user } from '@ashlar/core';
import {
  compactor,
  pastTurns,
  runningSummary,
  summariseConversation,
  type ThreadMemory,
  threadMemory,
  tokenWindow,
} from '@ashlar/memory';
import { summariseByRule } from '@ashlar/memory/offline';
import { memoryStore, type Store } from '@ashlar/storage';
import { postgresStore } from '@ashlar/storage/postgres';
import { redisStore } from '@ashlar/storage/redis';
import { sqliteStore } from '@ashlar/storage/sqlite';
import { postgresBin, startPostgres } from '../servers/postgres.ts';
import { hasRedis, startRedis } from '../servers/redis.ts';
import { median } from './overhead/median.ts';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, turns: { type: 'string', default: '200' } },
});
const measured = Number(values.turns);
const folder = mkdtempSync(join(tmpdir(), 'ashlar-memory-'));
const servers = [
  ...(postgresBin === undefined ? [] : [{ kind: 'postgres', server: await startPostgres() }]),
  ...(hasRedis ? [{ kind: 'redis', server: await startRedis() }] : []),
];
const url = (kind: string) => servers.find((one) => one.kind === kind)?.server.url ?? '';

const stores: Record<string, () => Promise<Store>> = {
  memory: async () => memoryStore(),
  'sqlite, synchronous full': () => sqliteStore({ file: join(folder, 'full.db') }),
  'sqlite, synchronous normal': () =>
    sqliteStore({ file: join(folder, 'normal.db'), synchronous: 'normal' }),
  ...(postgresBin && { postgres: () => postgresStore({ connection: url('postgres') }) }),
  ...(hasRedis && { 'redis, appendfsync always': () => redisStore({ connection: url('redis') }) }),
};

const policies: Record<string, (store: Store) => ThreadMemory> = {
  'all turns': (store) => threadMemory({ store }),
  'summary by rule, 4,000 tokens': (store) => threadMemory({ store, ...summarised() }),
  'the same, with recall': (store) => threadMemory({ store, ...summarised(), recall: pastTurns() }),
};

interface Row {
  readonly store: string;
  readonly policy: string;
  readonly turnsBefore: number;
  readonly appendMs: number;
  readonly loadMs: number;
}

const rows: Row[] = [];
try {
  for (const [name, open] of Object.entries(stores)) {
    const store = await open();
    for (const [policy, make] of Object.entries(policies)) {
      const memory = make(store);
      for (const turnsBefore of [10, 1000]) {
        rows.push({ store: name, policy, turnsBefore, ...(await measure(memory, turnsBefore)) });
        await store.erase({ tenant: 'acme', subject: 'ann' });
      }
    }
    await store.close();
  }
} finally {
  for (const { server } of servers) await server.stop();
  rmSync(folder, { recursive: true });
}
if (values.json) console.log(JSON.stringify(rows, null, 2));
else console.table(rows);

function summarised() {
  const by = summariseConversation.by(summariseByRule);
  const digests = [runningSummary({ by })];
  return { window: tokenWindow({ maxTokens: 4000 }), compactor: compactor({ digests }) };
}

/** Medians over some turns, in a thread that has this many already. */
async function measure(memory: ThreadMemory, turnsBefore: number) {
  const thread = { id: 'bench', principal: { tenant: 'acme', subject: 'ann', groups: [] } };
  for (let i = 0; i < turnsBefore; i += 1) await memory.append(thread, turnOf(i));
  const [appends, loads]: number[][] = [[], []];
  const turns = turnsBefore > 100 ? Math.min(measured, 50) : measured;
  for (let i = 0; i < turns; i += 1) {
    const start = performance.now();
    await memory.append(thread, turnOf(turnsBefore + i));
    const appended = performance.now();
    await memory.load(thread, { query: `What about stone ${i}?` });
    appends?.push(appended - start);
    loads?.push(performance.now() - appended);
  }
  return { appendMs: rounded(median(appends ?? [])), loadMs: rounded(median(loads ?? [])) };
}

function turnOf(i: number): readonly Message[] {
  return [
    user(`Question ${i}: ${'what of this stone from that quarry? '.repeat(3)}`),
    assistant(`Answer ${i}: ${'it is granite and was cut in spring. '.repeat(6)}`),
  ];
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
