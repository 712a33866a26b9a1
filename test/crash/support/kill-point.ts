import { open } from 'node:fs/promises';
import type { JournalStore } from '@ashlar/core';

/** Where a process dies: around the append of the run's `nth` entry (from 1), or right after its `nth` effect, before that is recorded. */
export interface KillPoint {
  readonly at: 'before' | 'middle' | 'after' | 'effect';
  readonly nth: number;
}

/** Ends this process as a crash does: no handler runs, nothing is flushed. */
export function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** What to call after each effect, when so many have happened `earlier`. */
export function killAfterEffect(point: KillPoint | undefined, earlier: number): () => void {
  let effects = earlier;
  return () => {
    effects += 1;
    if (point?.at === 'effect' && effects === point.nth) die();
  };
}

/** The same store, in which the process dies around or in the middle of an append. */
export function killAroundAppend(store: JournalStore, point: KillPoint | undefined): JournalStore {
  if (point === undefined || point.at === 'effect') return store;
  return {
    async open(address) {
      const log = await store.open(address);
      return {
        read: () => log.read(),
        async append(records, expectedLength) {
          const here = expectedLength < point.nth && point.nth <= expectedLength + records.length;
          if (!here) return log.append(records, expectedLength);
          if (point.at === 'before') die();
          if (point.at === 'middle') await tearNextWrite();
          await log.append(records, expectedLength);
          die();
        },
      };
    },
  };
}

/** Lets the next write of journal records reach the file by half. */
async function tearNextWrite(): Promise<void> {
  const handle = await open(process.execPath, 'r');
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  const write = prototype.write;
  prototype.write = async function torn(bytes: Buffer, offset: number, length: number, at: number) {
    if (!bytes.includes('"t":"')) return write.call(this, bytes, offset, length, at);
    await write.call(this, bytes, offset, Math.ceil(length / 2), at);
    die();
  };
}
