import { whole } from '../arguments.ts';
import type { Counters } from '../counters.ts';
import { type Connection, script } from './connection.ts';
import { keepIndex } from './keep-index.ts';
import { endsOf, placeOf } from './place.ts';

// A counter is a hash: n(umber), e(xpires, 0 for never).
const live = `
local function live(key)
  local found = redis.call('HMGET', key, 'n', 'e')
  local expires = tonumber(found[2])
  if not found[1] or (expires ~= 0 and expires <= present) then return nil end
  return found
end
`;

// ARGV: time, member, amount, cap or '', time to live or ''. Answers { added, count }.
const add = script(`${live}${keepIndex}
local found = live(KEYS[1])
local count = found and tonumber(found[1]) or 0
local amount, cap = tonumber(ARGV[3]), tonumber(ARGV[4])
local sum = count + amount
if math.abs(sum) > ${Number.MAX_SAFE_INTEGER} then return { 0, string.format('%.0f', sum) } end
if amount > 0 and cap and sum > cap then return { 0, string.format('%.0f', count) } end
local expires = 0
if found then expires = tonumber(found[2]) elseif ARGV[5] ~= '' then expires = present + tonumber(ARGV[5]) end
redis.call('HSET', KEYS[1], 'n', string.format('%.0f', sum), 'e', string.format('%.0f', expires))
keep(KEYS[2], KEYS[3], KEYS[1], ARGV[2], expires)
return { 1, string.format('%.0f', sum) }`);

const get = script(`${live} local found = live(KEYS[1]) return found and found[1] or '0'`);

/** Counters as hashes. */
export function redisCounters({ prefix, now, run }: Connection): Counters {
  return {
    async add(key, amount, { cap, ttlMs } = {}) {
      const place = placeOf(prefix, 'c', key);
      whole(amount, 'amount', Number.MIN_SAFE_INTEGER);
      if (cap !== undefined) whole(cap, 'cap', Number.MIN_SAFE_INTEGER);
      const ttl = ttlMs === undefined ? '' : whole(ttlMs, 'ttlMs', 1, 1e15);
      const keys = [place.key, place.index, endsOf(prefix, key)];
      const values = [now(), place.member, amount, cap ?? '', ttl];
      const [added, total] = (await run(add, keys, values)) as [number, string];
      const value = whole(Number(total), 'the sum of a counter', Number.MIN_SAFE_INTEGER);
      return { added: Number(added) === 1, value };
    },
    async get(key) {
      return Number(await run(get, [placeOf(prefix, 'c', key).key], [now()]));
    },
  };
}
