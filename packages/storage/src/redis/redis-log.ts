import type { AppendLog } from '../append-log.ts';
import { whole } from '../arguments.ts';
import { lengthConflict } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { encodeKey, type Key } from '../key.ts';
import { type Connection, script } from './connection.ts';
import { endsOf, placeOf } from './place.ts';

// Answers the length that was found; records are pushed in portions, because Lua takes only so many arguments.
const append = script(`
local length = redis.call('LLEN', KEYS[1])
if length ~= tonumber(ARGV[3]) then return length end
if #ARGV == 3 then return length end
for first = 4, #ARGV, 1000 do
  redis.call('RPUSH', KEYS[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
redis.call('ZADD', KEYS[2], 0, ARGV[2])
redis.call('PERSIST', KEYS[2])
redis.call('PERSIST', KEYS[3])
return length`);

const remove = script(`
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
return 0`);

/** One log as a list. */
export function redisLog(connection: Connection, key: Key): AppendLog {
  const name = encodeKey(key);
  const place = placeOf(connection.prefix, 'l', key);
  const keys = [place.key, place.index, endsOf(connection.prefix, key)];
  return {
    async read(from = 0) {
      const start = String(whole(from, 'from'));
      const texts = (await connection.send('LRANGE', place.key, start, '-1')) as string[];
      return texts.map((text) => decodeJson(text));
    },
    async append(records, expectedLength) {
      whole(expectedLength, 'expectedLength');
      const texts = records.map((record) => encodeJson(record));
      const values = [connection.now(), place.member, expectedLength, ...texts];
      const actual = Number(await connection.run(append, keys, values));
      if (actual !== expectedLength) throw lengthConflict(name, expectedLength, actual);
    },
    length: async () => Number(await connection.send('LLEN', place.key)),
    async delete() {
      await connection.run(remove, keys, [connection.now(), place.member]);
    },
  };
}
