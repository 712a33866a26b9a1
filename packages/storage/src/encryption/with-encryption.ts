import type { LogStore, Store } from '../store.ts';
import type { DataKeys } from './data-keys.ts';
import { encryptedLog } from './encrypted-log.ts';
import { encryptedValues } from './encrypted-values.ts';
import { type RecordCodec, recordCodec } from './record-codec.ts';

/** How to encrypt. */
export interface EncryptionOptions {
  /** The keys of each owner, as from `dataKeys`. They are closed by who made them. */
  readonly keys: DataKeys;
}

/**
 * The same store, whose values and records are sealed with the key of their subject (or tenant).
 *
 * An erasure first destroys the subject's keys, so copies of the store outside its reach (backups) become unreadable too.
 * Not hidden: keys (tenant, subject, path), counts, leases, sizes and times. Not detected: an older value put back in its place, or
 * records missing at the end of a log. Cost: about 4/3 of the size, one look-up of the key a record.
 */
export function withEncryption(store: Store, options: EncryptionOptions): Store;
/** The same for a store of logs. */
export function withEncryption(store: LogStore, options: EncryptionOptions): LogStore;
export function withEncryption(
  store: Store | LogStore,
  { keys }: EncryptionOptions,
): Store | LogStore {
  const codec = recordCodec(keys);
  const logs = encryptedLogs(store, keys, codec);
  if (!('values' in store)) return logs;
  const { counters, leases } = store;
  return { ...logs, values: encryptedValues(store.values, codec), counters, leases };
}

function encryptedLogs(store: LogStore, keys: DataKeys, codec: RecordCodec): LogStore {
  return {
    log: (key) => encryptedLog(store.log(key), key, codec),
    async erase(subject) {
      await keys.destroy(subject);
      return await store.erase(subject);
    },
    close: () => store.close(),
  };
}
