export type { AppendLog } from './append-log.ts';
export type { AddOptions, Counted, Counters } from './counters.ts';
export {
  type DataKey,
  type DataKeys,
  type DataKeysOptions,
  dataKeys,
} from './encryption/data-keys.ts';
export {
  type LocalMasterKeysOptions,
  localMasterKeys,
  type MasterKeys,
  type WrappedKey,
} from './encryption/master-keys.ts';
export { type Envelope, type RecordCodec, recordCodec } from './encryption/record-codec.ts';
export { type EncryptionOptions, withEncryption } from './encryption/with-encryption.ts';
export {
  isStorageError,
  StorageError,
  type StorageErrorCode,
  type StorageErrorFacts,
} from './errors.ts';
export { journalStore } from './journal-store.ts';
export type { Json } from './json.ts';
export { encodeKey, encodePath, type Key, type Scope, type Subject } from './key.ts';
export type { Entry, KeyValue, ListOptions, Page, PutOptions } from './key-value.ts';
export type { Lease, Leases } from './leases.ts';
export { type MemoryStoreOptions, memoryStore } from './memory/memory-store.ts';
export type { Clock, Erased, LogStore, Store } from './store.ts';
export { type StoreArchiveOptions, storeArchive } from './store-archive.ts';
