import { closeSync, mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StorageError } from '../errors.ts';
import { hasCode } from './disk-error.ts';
import { isRunning, processIdentity } from './process-identity.ts';

/** A lock of which nobody can say whether its process still runs counts as left behind after this many milliseconds. */
const abandonedAfterMs = 30_000;

/** Runs `body` while nobody else, in this process or another, runs one under the same lock folder. */
export type FileLock = <T>(folder: string, body: () => Promise<T>) => Promise<T>;

/**
 * Mutual exclusion by files that survives the SIGKILL of a holder. For one machine and a local disk.
 *
 * Everybody who wants the lock puts a file into the folder, under a name that nobody ever used, and then looks whether
 * there is another: of two, the later one sees the earlier, so never both go on. Names being unique, the file of a killed
 * process can be removed by anybody at any time without hitting the lock of somebody else, which is what breaks when one
 * well-known lock file is taken over.
 *
 * The lock throws StorageError `storage.busy` after waiting `waitMs` milliseconds.
 */
export function fileLock(waitMs: number): FileLock {
  const identity = processIdentity();
  return async (folder, body) => {
    const deadline = Date.now() + waitMs;
    for (let attempt = 0; ; attempt += 1) {
      const mine = tryLock(folder, `${identity}.${crypto.randomUUID()}`);
      if (mine !== null) return await body().finally(() => rmSync(mine, { force: true }));
      if (Date.now() > deadline) throw busy(folder, waitMs);
      await sleep(Math.random() * Math.min(2 ** attempt, 20));
    }
  };
}

function tryLock(folder: string, name: string): string | null {
  if (!isFree(folder)) return null; // a look first: a file put down in vain makes others step back too
  const mine = join(folder, name);
  create(mine, folder);
  if (isFree(folder, name)) return mine;
  rmSync(mine, { force: true });
  return null;
}

function create(file: string, folder: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      closeSync(openSync(file, 'wx'));
      return;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === 10) throw error;
      mkdirSync(folder, { recursive: true });
    }
  }
}

function isFree(folder: string, mine?: string): boolean {
  for (const name of namesIn(folder)) {
    if (name === mine) continue;
    if (isHeld(folder, name, mine)) return false;
    rmSync(join(folder, name), { force: true });
  }
  return true;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function isHeld(folder: string, name: string, mine: string | undefined): boolean {
  const running = isRunning(name);
  if (running !== 'unknown') return running;
  const made = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs;
  if (made === undefined) return false;
  // By the clock of the file system as soon as there is a file of our own to compare with.
  const now = mine === undefined ? Date.now() : statSync(join(folder, mine)).mtimeMs;
  return now - made < abandonedAfterMs;
}

function busy(folder: string, waitMs: number): StorageError {
  return new StorageError(
    'storage.busy',
    `Another writer held ${folder} for more than ${waitMs} ms. Try again; the lock of a process that is gone is removed by itself.`,
    { file: folder },
  );
}
