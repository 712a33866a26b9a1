import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './disk-error.ts';

/** When written records are forced to the disk; see `FileLogsOptions.fsync`. */
export type FsyncMode = 'always' | 'batch' | 'never';

/** Brings what was written to the disk, at once or a little later. */
export interface DiskSync {
  written(handle: FileHandle, file: string): Promise<void>;
  /** After a file was created or removed: its folders have to reach the disk too. */
  listed(file: string): Promise<void>;
  /** Forces out what is waiting. */
  flush(): Promise<void>;
}

/** The one for a mode. In `batch`, a sync that fails makes every later write fail: what it lost cannot be known. */
export function diskSync(mode: FsyncMode, batchMs: number): DiskSync {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let failure: { readonly cause: unknown } | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const files = [...waiting];
    waiting.clear();
    try {
      for (const file of files) await syncFile(file);
    } catch (cause) {
      failure ??= { cause };
    }
    if (failure !== undefined) throw failure.cause;
  }
  return {
    async written(handle, file) {
      if (failure !== undefined) throw failure.cause;
      if (mode === 'always') await handle.datasync();
      if (mode !== 'batch') return;
      waiting.add(file);
      timer ??= setTimeout(() => {
        flush().catch(() => undefined); // kept in `failure` for the next write
      }, batchMs).unref();
    },
    async listed(file) {
      if (mode === 'never') return;
      await syncFile(dirname(file));
      await syncFile(dirname(dirname(file)));
    },
    flush,
  };
}

async function syncFile(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error; // removed since: nothing left to keep
  }
}
