import type { AppendLog } from '../append-log.ts';
import { whole } from '../arguments.ts';
import { lengthConflict } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { MemoryContext } from './memory-context.ts';
import type { ScopedMap } from './scoped-map.ts';

/** One log in a map of logs. */
export function memoryLog(context: MemoryContext, logs: ScopedMap<string[]>, key: Key): AppendLog {
  const name = encodeKey(key);
  const [scope, path] = [encodeScope(key), encodePath(key.path)];
  const records = (): string[] => {
    context.assertOpen();
    return logs.get(scope, path) ?? [];
  };
  return {
    read: async (from = 0) =>
      records()
        .slice(whole(from, 'from'))
        .map((text) => decodeJson(text)),
    async append(batch, expectedLength) {
      const present = records();
      whole(expectedLength, 'expectedLength');
      const added = batch.map((record) => encodeJson(record));
      if (present.length !== expectedLength) {
        throw lengthConflict(name, expectedLength, present.length);
      }
      if (added.length > 0) logs.set(scope, path, present);
      for (const text of added) present.push(text);
    },
    length: async () => records().length,
    async delete() {
      context.assertOpen();
      logs.delete(scope, path);
    },
  };
}
