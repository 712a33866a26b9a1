const marker: symbol = Symbol.for('ashlar.storage.error');

/** What went wrong, as a stable word that code may branch on. */
export type StorageErrorCode =
  /** Somebody else wrote first: the log has another length, or the value another version. Read again, then decide. */
  | 'storage.conflict'
  /** What is stored is damaged, was moved, or is not ours. Restore it; nothing was dropped or repaired. */
  | 'storage.corrupt'
  /** The master key that was given did not wrap this data key. */
  | 'storage.key-wrong'
  /** The key that sealed this record is not held here: never was, or was destroyed by an erasure. */
  | 'storage.key-missing'
  /** The store was closed. */
  | 'storage.closed'
  /** The lease ended or passed to another holder: stop what it protected. */
  | 'storage.lease-lost'
  /** The key is empty, too long, or holds a character that cannot be stored safely. */
  | 'storage.invalid-key'
  /** The value or an argument cannot be stored as it is; `at` names the place inside it. */
  | 'storage.invalid-value'
  /** Others held the file or the rows for longer than the wait allowed: the same call may go through later. */
  | 'storage.busy'
  /** The disk, the file or the server refused or cannot be reached. The message, or the cause, says why. */
  | 'storage.unavailable';

/** The facts of a failure; which of them are set depends on the code. */
export interface StorageErrorFacts {
  /** The encoded key the call was about. */
  readonly key?: string;
  /** `storage.conflict` on a log: the length the caller expected. */
  readonly expectedLength?: number;
  /** `storage.conflict` on a log: the length it has. */
  readonly actualLength?: number;
  /** `storage.conflict` on a value: the version the caller expected, `null` for absent. */
  readonly expectedVersion?: string | null;
  /** `storage.conflict` on a value: the version it has, `null` for absent. */
  readonly actualVersion?: string | null;
  /** `storage.invalid-value`: where in the value, as in `$.items[2].price`. */
  readonly at?: string;
  /** The file or folder on disk. */
  readonly file?: string;
  /** `storage.corrupt` in a file: the byte where the damage starts. */
  readonly offset?: number;
}

/** Every failure of this package. Recognise it with {@link isStorageError}, which also works over two copies of it. */
export class StorageError extends Error implements StorageErrorFacts {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  /** Whether the same call may succeed later without any change by the caller. */
  readonly retryable: boolean;
  declare readonly key?: string;
  declare readonly expectedLength?: number;
  declare readonly actualLength?: number;
  declare readonly expectedVersion?: string | null;
  declare readonly actualVersion?: string | null;
  declare readonly at?: string;
  declare readonly file?: string;
  declare readonly offset?: number;

  constructor(
    code: StorageErrorCode,
    message: string,
    facts: StorageErrorFacts & { readonly cause?: unknown } = {},
  ) {
    const { cause, ...fields } = facts;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = code === 'storage.busy';
    Object.assign(this, fields);
    Object.defineProperty(this, marker, { value: true });
  }
}

/** Whether a caught value is a {@link StorageError}, of this copy of the package or of another. */
export function isStorageError(error: unknown): error is StorageError {
  return typeof error === 'object' && error !== null && marker in error;
}
