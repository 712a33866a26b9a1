import { encodeKey, type Key } from '../key.ts';
import type { Entry, KeyValue } from '../key-value.ts';
import type { RecordCodec } from './record-codec.ts';

/** Values that are sealed on the way in and opened on the way out. */
export function encryptedValues(values: KeyValue, codec: RecordCodec): KeyValue {
  async function opened<E extends Entry>(entry: E, key: Key): Promise<E> {
    return { ...entry, value: await codec.open(entry.value, key, placeOf(key)) };
  }
  return {
    async get(key) {
      const entry = await values.get(key);
      return entry === null ? null : await opened(entry, key);
    },
    async put(key, value, options) {
      const envelope = await codec.seal(value, key, placeOf(key));
      return await values.put(key, envelope, options);
    },
    delete: (key, options) => values.delete(key, options),
    async list(prefix, options) {
      const page = await values.list(prefix, options);
      const entries = await Promise.all(page.entries.map((entry) => opened(entry, entry.key)));
      return { ...page, entries };
    },
  };
}

function placeOf(key: Key): string {
  return `value ${encodeKey(key)}`;
}
