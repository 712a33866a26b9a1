import { StorageError } from '../errors.ts';
import { decodeJson, encodeJson, type Json } from '../json.ts';
import type { Scope } from '../key.ts';
import { encodeScope } from '../key.ts';
import { seal, unseal } from './aes-gcm.ts';
import type { DataKeys } from './data-keys.ts';

/** A sealed record: plain JSON that any store can keep. A hash chain over envelopes still verifies when the key is gone. */
export interface Envelope {
  readonly sealed: 'ashlar/1';
  /** Which data key of the owner opens it. */
  readonly key: string;
  readonly iv: string;
  readonly data: string;
}

/** Seals values for an owner, each bound to one place, so that it opens nowhere else. */
export interface RecordCodec {
  /** The sealed form. `place` is any text that names where the record will lie. Throws `storage.invalid-value`. */
  seal(value: unknown, owner: Scope, place: string): Promise<Envelope>;
  /**
   * The value again.
   *
   * @throws StorageError `storage.key-missing` when its key was destroyed; `storage.key-wrong` when the master key is another
   * one; `storage.corrupt` when it is no envelope, was changed, or lies in another place than it was sealed for.
   */
  open(envelope: unknown, owner: Scope, place: string): Promise<Json>;
}

/** AES-256-GCM under the data keys of each owner. */
export function recordCodec(keys: DataKeys): RecordCodec {
  return {
    async seal(value, owner, place) {
      const bytes = new TextEncoder().encode(encodeJson(value));
      const { id, key } = await keys.current(owner);
      const { iv, data } = await seal(key, bytes, boundTo(id, owner, place));
      return { sealed: 'ashlar/1', key: id, iv, data };
    },
    async open(envelope, owner, place) {
      if (!isEnvelope(envelope)) {
        throw corrupt(
          `${place} is not sealed: it was written around the encryption, or is damaged.`,
        );
      }
      const found = await keys.find(owner, envelope.key);
      if (found === null) throw missing(envelope.key, place);
      const bytes = await unseal(found.key, envelope, boundTo(found.id, owner, place));
      if (bytes === null) throw corrupt(`${place} was changed, moved or sealed with another key.`);
      return decodeJson(new TextDecoder().decode(bytes));
    },
  };
}

function boundTo(id: string, owner: Scope, place: string): string {
  return JSON.stringify(['ashlar/1', id, encodeScope(owner), place]);
}

function isEnvelope(value: unknown): value is Envelope {
  const envelope = value as Partial<Envelope> | null;
  return (
    envelope?.sealed === 'ashlar/1' &&
    [envelope.key, envelope.iv, envelope.data].every((field) => typeof field === 'string')
  );
}

function corrupt(message: string): StorageError {
  return new StorageError('storage.corrupt', `${message} Restore it from a copy.`);
}

function missing(id: string, place: string): StorageError {
  return new StorageError(
    'storage.key-missing',
    `${place} cannot be opened: its data key ${id} is not held here. After an erasure this is for good.`,
  );
}
