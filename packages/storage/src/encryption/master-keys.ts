import { StorageError } from '../errors.ts';
import { encodeScope, type Scope } from '../key.ts';
import { type AesKey, importAesKey, seal, unseal } from './aes-gcm.ts';

/** A data key as it may lie on disk: readable only with the master key. */
export interface WrappedKey {
  /** Which master key wrapped it. */
  readonly masterKey: string;
  readonly wrapped: string;
}

/** The host's key service, such as AWS KMS: it holds the master keys, which never come here. */
export interface MasterKeys {
  /** Which master key wraps at present; a rotation changes it. */
  readonly current: string;
  /** Wraps a data key with the current master key, bound to its owner. */
  wrap(dataKey: Uint8Array<ArrayBuffer>, owner: Scope): Promise<WrappedKey>;
  /** The data key again. Throws `storage.key-wrong` when this service did not wrap it for this owner. */
  unwrap(key: WrappedKey, owner: Scope): Promise<Uint8Array<ArrayBuffer>>;
}

/** Master keys held in memory. */
export interface LocalMasterKeysOptions {
  /** The name of the key that wraps new data keys. */
  readonly current: string;
  /** All keys still in use by name, 32 random bytes each. Keep former ones until `rotate` has run for every owner. */
  readonly keys: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/**
 * Master keys from an environment variable or a secret manager. Who reads this process's memory has them; with a key
 * service they stay there.
 *
 * @throws StorageError `storage.key-wrong` when a key has not 32 bytes or the current one is missing.
 */
export async function localMasterKeys(options: LocalMasterKeysOptions): Promise<MasterKeys> {
  const entries = Object.entries(options.keys).map(async ([name, bytes]) => {
    if (bytes.length !== 32) throw wrong(`The master key ${name} must have 32 bytes.`);
    return [name, await importAesKey(bytes)] as const;
  });
  const keys = new Map(await Promise.all(entries));
  const key = (name: string): AesKey => {
    const found = keys.get(name);
    if (found === undefined) throw wrong(`The master key ${name} was not given.`);
    return found;
  };
  key(options.current);
  return {
    current: options.current,
    async wrap(dataKey, owner) {
      const { iv, data } = await seal(key(options.current), dataKey, encodeScope(owner));
      return { masterKey: options.current, wrapped: `${iv}.${data}` };
    },
    async unwrap({ masterKey, wrapped }, owner) {
      const [iv = '', data = ''] = wrapped.split('.');
      const bytes = await unseal(key(masterKey), { iv, data }, encodeScope(owner));
      if (bytes === null)
        throw wrong(`The master key ${masterKey} is not the one that wrapped this data key.`);
      return bytes;
    },
  };
}

function wrong(message: string): StorageError {
  return new StorageError('storage.key-wrong', message);
}
