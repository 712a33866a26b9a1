import { StorageError } from './errors.ts';

/** The error of an append whose expected length does not hold. */
export function lengthConflict(
  key: string,
  expectedLength: number,
  actualLength: number,
): StorageError {
  return new StorageError(
    'storage.conflict',
    `The log ${key} has ${actualLength} records, not the expected ${expectedLength}: somebody else wrote or deleted. Read it again before appending.`,
    { key, expectedLength, actualLength },
  );
}

/** Throws unless the version that a write expects is the one that is there (`undefined` expects nothing, `null` absence). */
export function checkVersion(
  key: string,
  expectedVersion: string | null | undefined,
  actualVersion: string | null,
): void {
  if (expectedVersion === undefined || expectedVersion === actualVersion) return;
  throw new StorageError(
    'storage.conflict',
    `The value ${key} is ${actualVersion === null ? 'absent' : `at version ${actualVersion}`}, not ${expectedVersion === null ? 'absent' : `at version ${expectedVersion}`}. Get it again before writing.`,
    { key, expectedVersion, actualVersion },
  );
}

/** The error of a lease that ended or is held by another. */
export function leaseLost(key: string): StorageError {
  return new StorageError(
    'storage.lease-lost',
    `The lease ${key} ended or is held by another. Stop the work it protected.`,
    { key },
  );
}

/** The error of any call after `close`. */
export function closedError(): StorageError {
  return new StorageError('storage.closed', 'The store was closed. Open another one.');
}
