import { isStorageError, StorageError } from '../errors.ts';

/** Whether a file-system error has this code, as in `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException | null)?.code));
}

/** Passes our own errors on and translates those of the disk. */
export function diskError(error: unknown, file: string): StorageError {
  if (isStorageError(error)) return error;
  const code = String((error as NodeJS.ErrnoException | null)?.code ?? error);
  return new StorageError(
    'storage.unavailable',
    `${file} cannot be used (${code}). Check that it is what it should be, may be written and has room.`,
    { file, cause: error },
  );
}
