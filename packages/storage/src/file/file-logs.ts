import { mkdir, readdir, rmdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { oneOf, whole } from '../arguments.ts';
import { closedError } from '../conflicts.ts';
import { encodeSubject, type Subject } from '../key.ts';
import type { LogStore } from '../store.ts';
import { diskError, hasCode } from './disk-error.ts';
import { diskSync, type FsyncMode } from './disk-sync.ts';
import { fileLock } from './file-lock.ts';
import { type FileContext, fileLog, guarded, removeLogFile } from './file-log.ts';
import { logPlace, placeOf, scopeFolder } from './log-place.ts';

/** Where and how safely to write. */
export interface FileLogsOptions {
  /** Made when it does not exist. On a local disk: locks do not reach over machines. */
  readonly folder: string;
  /**
   * What an acknowledged append survives. Each mode survives the kill of the process at any moment.
   * `always` (default): power loss too; one fdatasync an append, paid in milliseconds on most disks.
   * `batch`: power loss except for the last `batchMs` and, where blocks reached the disk out of order, with a
   * `storage.corrupt` to restore from. `never`: the operating system decides; after power loss anything since its last
   * write-back may be gone.
   */
  readonly fsync?: FsyncMode;
  /** `batch`: milliseconds until written records are forced to the disk. Default 50. */
  readonly batchMs?: number;
  /** Milliseconds to wait for another writer of the same log before `storage.busy`. Default 5000. */
  readonly lockWaitMs?: number;
}

/**
 * Append logs as plain files, one a log, which a person can read and `tail`. Several processes on one machine may write.
 *
 * Cost: an append opens, locks, writes and closes; a read goes through the whole file. Neither the size of a file nor the number of
 * them is bounded. Use SQLite for many small logs or for values, counters and leases.
 *
 * @throws StorageError `storage.unavailable` when the folder cannot be made or listed.
 */
export async function fileLogs(options: FileLogsOptions): Promise<LogStore> {
  const root = resolve(options.folder);
  let closed = false;
  const context: FileContext = {
    lock: fileLock(whole(options.lockWaitMs ?? 5000, 'lockWaitMs')),
    disk: diskSync(
      oneOf(options.fsync ?? 'always', 'fsync', ['always', 'batch', 'never']),
      whole(options.batchMs ?? 50, 'batchMs'),
    ),
    assertOpen() {
      if (closed) throw closedError();
    },
  };
  try {
    await mkdir(root, { recursive: true });
    await readdir(root);
  } catch (error) {
    throw diskError(error, root);
  }
  return {
    log: (key) => fileLog(context, logPlace(root, key)),
    erase: (subject) =>
      guarded(context, root, async () => ({
        values: 0,
        logs: await eraseFolder(context, root, subject),
        counters: 0,
        leases: 0,
      })),
    async close() {
      if (closed) return;
      closed = true;
      try {
        await context.disk.flush();
      } catch (error) {
        throw diskError(error, root);
      }
    },
  };
}

async function eraseFolder(context: FileContext, root: string, subject: Subject): Promise<number> {
  encodeSubject(subject);
  const folder = scopeFolder(root, subject);
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const hashes = new Set(names.map((name) => name.replace(/\.(log|lock)$/, '')));
  let removed = 0;
  for (const hash of hashes) {
    if (await removeLogFile(context, placeOf(folder, hash))) removed += 1;
  }
  await rmdir(folder).catch(() => undefined); // somebody may be writing the subject's next log
  return removed;
}
