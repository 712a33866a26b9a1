import { StorageError } from '../errors.ts';
import type { Connection } from './connection.ts';

/** Throws unless the server keeps an append-only file and evicts nothing. */
export async function requireDurability(connection: Connection): Promise<void> {
  const persistence = String(await connection.send('INFO', 'persistence'));
  const memory = String(await connection.send('INFO', 'memory'));
  if (!/aof_enabled:1/.test(persistence)) {
    throw refusal('keeps no append-only file, so a restart would lose records', 'appendonly yes');
  }
  const evicts = /maxmemory:[1-9]/.test(memory) && !/maxmemory_policy:noeviction/.test(memory);
  if (evicts) throw refusal('may evict keys when memory is short', 'maxmemory-policy noeviction');
}

function refusal(fault: string, setting: string): StorageError {
  return new StorageError(
    'storage.unavailable',
    `This Redis ${fault}. Set \`${setting}\`, or give \`mayLose: true\` if this state may be lost.`,
  );
}
