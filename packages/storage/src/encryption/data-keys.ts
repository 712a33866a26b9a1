import { isStorageError, StorageError } from '../errors.ts';
import type { Key, Scope, Subject } from '../key.ts';
import type { Entry } from '../key-value.ts';
import type { Store } from '../store.ts';
import { type AesKey, importAesKey } from './aes-gcm.ts';
import type { MasterKeys, WrappedKey } from './master-keys.ts';

/** A key that seals the records of one owner. */
export interface DataKey {
  readonly id: string;
  readonly key: AesKey;
}

/** One or more data keys per owner (a subject, or a tenant alone). */
export interface DataKeys {
  /** The key for new records; made when there is none. */
  current(owner: Scope): Promise<DataKey>;
  /** The key with this id, or `null` when it is not held: never was, or was destroyed. */
  find(owner: Scope, id: string): Promise<DataKey | null>;
  /** A new key for new records; the older ones are wrapped again with the current master key and still open theirs. */
  rotate(owner: Scope): Promise<void>;
  /** Destroys all keys of a subject: what they sealed is unreadable, wherever copies of it lie. */
  destroy(subject: Subject): Promise<void>;
}

/** Where data keys live and what wraps them. */
export interface DataKeysOptions {
  /**
   * Keeps the wrapped keys. Not the store of the records, and not in the same backup: a backup that holds both can undo an
   * erasure as long as the master key lives.
   */
  readonly store: Store;
  readonly masterKeys: MasterKeys;
}

interface KeyRecord {
  readonly current: string;
  readonly keys: Readonly<Record<string, WrappedKey>>;
}

/**
 * Data keys, wrapped by the master keys, in a store of their own.
 *
 * Costs a read of that store per record; unwrapping happens once a key and process. Each use looks whether the key is still
 * there, so an erasure in one process is seen by all.
 */
export function dataKeys({ store, masterKeys }: DataKeysOptions): DataKeys {
  const unwrapped = new Map<string, AesKey>();

  async function load(owner: Scope): Promise<(Entry & { record: KeyRecord }) | null> {
    const entry = await store.values.get(place(owner));
    return entry === null ? null : { ...entry, record: parseRecord(entry.value) };
  }
  async function open(owner: Scope, id: string, wrapped: WrappedKey): Promise<DataKey> {
    const known = unwrapped.get(wrapped.wrapped);
    const key = known ?? (await importAesKey(await masterKeys.unwrap(wrapped, owner)));
    unwrapped.delete(wrapped.wrapped);
    unwrapped.set(wrapped.wrapped, key); // the last one used is the last one forgotten
    for (const oldest of unwrapped.keys()) {
      if (unwrapped.size <= remembered) break;
      unwrapped.delete(oldest);
    }
    return { id, key };
  }
  async function addKey(owner: Scope): Promise<KeyRecord> {
    const entry = await load(owner);
    const keys: Record<string, WrappedKey> = {};
    for (const [id, wrapped] of Object.entries(entry?.record.keys ?? {})) {
      keys[id] = await masterKeys.wrap(await masterKeys.unwrap(wrapped, owner), owner);
    }
    const current = crypto.randomUUID();
    keys[current] = await masterKeys.wrap(crypto.getRandomValues(new Uint8Array(32)), owner);
    const record = { current, keys };
    await store.values.put(place(owner), record, { ifVersion: entry?.version ?? null });
    return record;
  }
  /** Two who add at the same time: one is told of the conflict and takes what the other made. */
  async function firstKey(owner: Scope): Promise<KeyRecord> {
    try {
      return await addKey(owner);
    } catch (error) {
      const record =
        isStorageError(error) && error.code === 'storage.conflict' && (await load(owner))?.record;
      if (!record) throw error;
      return record;
    }
  }
  async function find(
    owner: Scope,
    id: string,
    record: KeyRecord | undefined,
  ): Promise<DataKey | null> {
    const wrapped = Object.entries(record?.keys ?? {}).find(([name]) => name === id)?.[1];
    return wrapped === undefined ? null : await open(owner, id, wrapped);
  }

  return {
    async current(owner) {
      const record = (await load(owner))?.record ?? (await firstKey(owner));
      const key = await find(owner, record.current, record);
      if (key === null) throw damaged();
      return key;
    },
    find: async (owner, id) => await find(owner, id, (await load(owner))?.record),
    async rotate(owner) {
      await addKey(owner);
    },
    async destroy(subject) {
      const wrapped = Object.values((await load(subject))?.record.keys ?? {});
      for (const key of wrapped) unwrapped.delete(key.wrapped);
      await store.erase(subject);
    },
  };
}

const remembered = 1000;

function place(owner: Scope): Key {
  return { ...scopeOf(owner), path: ['ashlar', 'data-keys'] };
}

function scopeOf({ tenant, subject }: Scope): Scope {
  return subject === undefined ? { tenant } : { tenant, subject };
}

function parseRecord(value: unknown): KeyRecord {
  const record = value as Partial<KeyRecord> | null;
  if (typeof record?.current !== 'string' || typeof record.keys !== 'object') throw damaged();
  return { current: record.current, keys: record.keys };
}

function damaged(): StorageError {
  return new StorageError(
    'storage.corrupt',
    'The record of data keys is damaged. Restore the store of keys.',
  );
}
