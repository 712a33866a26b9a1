import { isStorageError, StorageError } from '../errors.ts';

const primaryCodes = { busy: 5, locked: 6, corrupt: 11, notADatabase: 26 };

/** Whether somebody else holds the file at the moment. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error);
  return code === primaryCodes.busy || code === primaryCodes.locked;
}

/** Passes our own errors on and translates those of SQLite. */
export function sqliteError(error: unknown, file: string): StorageError {
  if (isStorageError(error)) return error;
  const [code, facts] = [primaryCode(error), { file, cause: error }];
  const reason = error instanceof Error ? error.message : String(error);
  if (isBusy(error)) {
    const message = `Another process held ${file} for longer than busyTimeoutMs. Try again.`;
    return new StorageError('storage.busy', message, facts);
  }
  if (code === primaryCodes.corrupt || code === primaryCodes.notADatabase) {
    const message = `${file} is damaged or no SQLite database (${reason}). Restore it or name another file.`;
    return new StorageError('storage.corrupt', message, facts);
  }
  const message = `${file} cannot be used (${reason}). Check that it is a file that may be written and has room.`;
  return new StorageError('storage.unavailable', message, facts);
}

function primaryCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}
