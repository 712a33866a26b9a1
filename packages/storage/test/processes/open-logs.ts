import { fileLogs } from '../../src/file/index.ts';
import type { LogStore } from '../../src/index.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';
import { openStore } from './open-store.ts';

/** Opens the store that a test names on the command line of a child: `file`, `sqlite`, `postgres` or `redis`, and where. */
export async function openLogs(kind: string, where: string): Promise<LogStore> {
  if (kind === 'file') return await fileLogs({ folder: where, fsync: 'never' });
  if (kind === 'sqlite') return await sqliteStore({ file: where, synchronous: 'off' });
  return await openStore(kind, where);
}

/** The log that parents and children share. */
export const sharedKey = { tenant: 'acme', subject: 'ann', path: ['shared'] };
