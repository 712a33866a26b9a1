import { fileLogs } from '../../src/file/index.ts';
import type { LogStore } from '../../src/index.ts';
import { sqliteStore } from '../../src/sqlite/index.ts';

/** Opens the store that a test names on the command line of a child: `file` or `sqlite`, and where. */
export async function openLogs(kind: string, where: string): Promise<LogStore> {
  return kind === 'file'
    ? await fileLogs({ folder: where, fsync: 'never' })
    : await sqliteStore({ file: where, synchronous: 'off' });
}

/** The log that parents and children share. */
export const sharedKey = { tenant: 'acme', subject: 'ann', path: ['shared'] };
