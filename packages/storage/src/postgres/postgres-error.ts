import { isStorageError, StorageError, type StorageErrorCode } from '../errors.ts';

const serialization = '40001';
const deadlock = '40P01';

/** SQLSTATEs, or the classes they begin with, and what they mean here. The first that fits counts. */
const meanings: readonly (readonly [string, StorageErrorCode, string])[] = [
  [serialization, 'storage.busy', 'Too many writers met at the same place. Try again.'],
  [deadlock, 'storage.busy', 'Two transactions waited for each other. Try again.'],
  ['55P03', 'storage.busy', 'Somebody else held the rows for too long. Try again.'],
  ['57014', 'storage.busy', 'The statement took longer than its timeout. Try again.'],
  ['53300', 'storage.busy', 'The server has no connection left. Try again, or use a smaller pool.'],
  ['54000', 'storage.invalid-key', 'The key is too long for an index. Hash its long part.'],
  ['42501', 'storage.unavailable', 'The user may not do this. Grant it the schema and its tables.'],
  ['3D000', 'storage.unavailable', 'The database does not exist. Create it, or name another one.'],
  ['25006', 'storage.unavailable', 'The server is read-only. Connect to the primary.'],
  ['42P01', 'storage.unavailable', 'The tables were removed. Open the store again.'],
  ['XX001', 'storage.corrupt', 'The server found damaged data. Restore the database.'],
  ['XX002', 'storage.corrupt', 'The server found a damaged index. Rebuild it with REINDEX.'],
  [
    '28',
    'storage.unavailable',
    'The server refused the user or the password. Check the credentials.',
  ],
  ['53', 'storage.unavailable', 'The server is out of disk or memory.'],
  ['08', 'storage.unavailable', lost()],
  ['57P', 'storage.unavailable', lost()],
];

/** Whether the server rolled the statement back only because of others: the same statement may go through now. */
export function isTransient(error: unknown): boolean {
  return [serialization, deadlock].includes(codeOf(error));
}

/**
 * Passes our own errors on and translates those of `pg`. The original is not kept as the cause: it can hold the connection
 * string, hosts and stored data.
 */
export function postgresError(error: unknown): StorageError {
  if (isStorageError(error)) return error;
  const code = codeOf(error);
  const known = meanings.find(([start]) => code.startsWith(start));
  const [, ours, advice] = known ?? ['', 'storage.unavailable', lost()];
  return new StorageError(ours, `PostgreSQL${code === '' ? '' : ` (${code})`}: ${advice}`);
}

function lost(): string {
  return 'The server cannot be reached or the connection broke. A write that was under way may have happened: read before you repeat it.';
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^\w{2,30}$/.test(code) ? code : '';
}
