import { setTimeout as sleep } from 'node:timers/promises';
import { isStorageError, StorageError } from '../errors.ts';
import { encodeSubject, type Subject } from '../key.ts';
import type { Erased } from '../store.ts';
import { type Connection, script } from './connection.ts';
import { endsOf, indexOf, startOf } from './place.ts';

// All at once: a subject is erased or is not. Answers how many values, logs, counters and leases there were.
const erase = script(`
local counts = { v = 0, l = 0, c = 0, e = 0 }
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local kind = string.sub(member, 1, 1)
  counts[kind] = counts[kind] + redis.call('DEL', ARGV[2] .. member)
end
redis.call('DEL', KEYS[1], KEYS[2])
return { counts.v, counts.l, counts.c, counts.e }`);

/** Deletes the keys of a subject in one step, then rewrites the append-only file when that was asked for. */
export async function eraseSubject(
  connection: Connection,
  subject: Subject,
  erasure: 'delete' | 'rewrite',
): Promise<Erased> {
  encodeSubject(subject);
  const { prefix } = connection;
  const keys = [indexOf(prefix, subject), endsOf(prefix, subject)];
  const values = [connection.now(), startOf(prefix, subject)];
  const removed = (await connection.run(erase, keys, values)) as number[];
  const [values_ = 0, logs = 0, counters = 0, leases = 0] = removed.map(Number);
  if (erasure === 'rewrite') await rewriteFile(connection);
  return { values: values_, logs, counters, leases };
}

/** A rewrite that began before the deletion would keep the bytes, so that one is waited for first. */
async function rewriteFile(connection: Connection): Promise<void> {
  await settled(connection);
  try {
    await connection.send('BGREWRITEAOF');
  } catch (error) {
    throw isStorageError(error) && error.code === 'storage.closed' ? error : failed();
  }
  const state = await settled(connection);
  if (!state.includes('aof_last_bgrewrite_status:ok')) throw failed();
}

async function settled(connection: Connection): Promise<string> {
  const deadline = performance.now() + longestRewriteMs;
  for (;;) {
    const state = String(await connection.send('INFO', 'persistence'));
    if (!/aof_rewrite_(in_progress|scheduled):1/.test(state)) return state;
    if (performance.now() > deadline) throw failed();
    await sleep(20);
  }
}

const longestRewriteMs = 60_000;

function failed(): StorageError {
  return new StorageError(
    'storage.busy',
    'The keys are deleted, but the append-only file was not rewritten. Call erase again, or rewrite it with BGREWRITEAOF.',
  );
}
