import type { AppendLog } from '../append-log.ts';
import { encodeKey, type Key } from '../key.ts';
import type { RecordCodec } from './record-codec.ts';

/** A log whose records are sealed, each for its index. */
export function encryptedLog(log: AppendLog, key: Key, codec: RecordCodec): AppendLog {
  const placeOf = (index: number): string => `log ${encodeKey(key)} ${index}`;
  return {
    async read(from = 0) {
      const records = await log.read(from);
      return await Promise.all(
        records.map((record, i) => codec.open(record, key, placeOf(from + i))),
      );
    },
    async append(records, expectedLength) {
      const sealed = records.map((record, i) =>
        codec.seal(record, key, placeOf(expectedLength + i)),
      );
      await log.append(await Promise.all(sealed), expectedLength);
    },
    length: () => log.length(),
    delete: () => log.delete(),
  };
}
