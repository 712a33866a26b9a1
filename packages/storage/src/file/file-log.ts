import { type FileHandle, open, rmdir, unlink } from 'node:fs/promises';
import type { AppendLog } from '../append-log.ts';
import { whole } from '../arguments.ts';
import { lengthConflict } from '../conflicts.ts';
import { isStorageError } from '../errors.ts';
import { encodeJson, type Json } from '../json.ts';
import { diskError, hasCode } from './disk-error.ts';
import type { DiskSync } from './disk-sync.ts';
import type { FileLock } from './file-lock.ts';
import { type Batch, batchFrame, headerOf, type KnownEnd, readOn } from './log-file.ts';
import type { LogPlace } from './log-place.ts';

/** What the logs of one folder share. */
export interface FileContext {
  readonly lock: FileLock;
  readonly disk: DiskSync;
  /** Throws `storage.closed` after `close`. */
  assertOpen(): void;
}

/** One log in one file. */
export function fileLog(context: FileContext, place: LogPlace): AppendLog {
  const { file, name } = place;
  let known: KnownEnd | null = null;

  async function append(texts: readonly string[], expectedLength: number): Promise<void> {
    const handle = await openToWrite(file, texts.length > 0 && expectedLength === 0);
    try {
      const end = handle === null ? null : await readOn(handle, file, name, known);
      const length = end?.length ?? 0;
      if (length !== expectedLength) throw lengthConflict(name, expectedLength, length);
      if (handle === null || texts.length === 0) return;
      known = null; // until the write is known to have worked
      known = await write(handle, end, batchFrame(length, texts), length + texts.length);
    } finally {
      await handle?.close();
    }
  }

  async function write(
    handle: FileHandle,
    end: KnownEnd | null,
    batch: Buffer,
    length: number,
  ): Promise<KnownEnd> {
    const header = end?.header ?? headerOf(name);
    const offset = end?.offset ?? 0;
    const bytes = end === null ? Buffer.concat([header, batch]) : batch;
    try {
      await handle.truncate(offset); // cuts a torn tail
      await writeAll(handle, bytes, offset);
      await context.disk.written(handle, file);
      if (end === null) await context.disk.listed(file);
    } catch (error) {
      await handle.truncate(offset).catch(() => undefined); // not acknowledged, so not left behind
      throw error;
    }
    return { header, offset: offset + bytes.length, length };
  }

  async function readBatches(visit: (batch: Batch) => void): Promise<number> {
    const handle = await openToRead(file);
    if (handle === null) return 0;
    try {
      return (await readOn(handle, file, name, null, visit))?.length ?? 0;
    } finally {
      await handle.close();
    }
  }

  async function readAll(from: number): Promise<readonly Json[]> {
    const records: Json[] = [];
    await readBatches(({ first, count, text }) => {
      if (first + count <= from) return;
      const batch: readonly Json[] = JSON.parse(text);
      for (const record of batch.slice(Math.max(0, from - first))) records.push(record);
    });
    return records;
  }

  return {
    read: (from = 0) =>
      guarded(context, file, async () => {
        whole(from, 'from');
        // Without the lock; only a reader who meets a tail that is being cut this moment has to wait for the writer.
        return await readAll(from).catch((error: unknown) => {
          if (!isStorageError(error)) throw error;
          return context.lock(place.lock, () => readAll(from));
        });
      }),
    append: (records, expectedLength) =>
      guarded(context, file, async () => {
        whole(expectedLength, 'expectedLength');
        const texts = records.map((record) => encodeJson(record));
        await context.lock(place.lock, () => append(texts, expectedLength));
      }),
    length: () => guarded(context, file, () => readBatches(() => undefined)),
    delete: () =>
      guarded(context, file, async () => {
        await removeLogFile(context, place);
      }),
  };
}

/** Empties and removes a log file, so that who has it open finds nothing either. Resolves to whether there was one. */
export async function removeLogFile(
  context: FileContext,
  place: Pick<LogPlace, 'file' | 'lock'>,
): Promise<boolean> {
  const existed = await context.lock(place.lock, async () => {
    const handle = await openToWrite(place.file, false);
    if (handle === null) return false;
    try {
      await handle.truncate(0);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await unlink(place.file);
    await context.disk.listed(place.file);
    return true;
  });
  await rmdir(place.lock).catch(() => undefined); // a writer may be in it
  return existed;
}

/** Runs one call: refuses after close, translates what the disk says. */
export async function guarded<T>(
  context: FileContext,
  file: string,
  body: () => Promise<T>,
): Promise<T> {
  context.assertOpen();
  try {
    return await body();
  } catch (error) {
    throw diskError(error, file);
  }
}

async function openToWrite(file: string, create: boolean): Promise<FileHandle | null> {
  return (await openIfThere(file, 'r+')) ?? (create ? await open(file, 'wx+') : null);
}

async function openToRead(file: string): Promise<FileHandle | null> {
  return await openIfThere(file, 'r');
}

async function openIfThere(file: string, flags: string): Promise<FileHandle | null> {
  try {
    return await open(file, flags);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const left = bytes.length - written;
    written += (await handle.write(bytes, written, left, offset + written)).bytesWritten;
  }
}
