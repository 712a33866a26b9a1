export type { AppendLog } from './append-log.ts';
export type { AddOptions, Counted, Counters } from './counters.ts';
export {
  isStorageError,
  StorageError,
  type StorageErrorCode,
  type StorageErrorFacts,
} from './errors.ts';
export type { Json } from './json.ts';
export { encodeKey, type Key, type Scope, type Subject } from './key.ts';
export type { Entry, KeyValue, ListOptions, Page, PutOptions } from './key-value.ts';
export type { Lease, Leases } from './leases.ts';
export { type MemoryStoreOptions, memoryStore } from './memory/memory-store.ts';
export type { Clock, Erased, LogStore, Store } from './store.ts';
