import { whole } from '../arguments.ts';
import { leaseLost } from '../conflicts.ts';
import { encodeKey, type Key } from '../key.ts';
import type { Lease, Leases } from '../leases.ts';
import { type Connection, script } from './connection.ts';
import { keepIndex } from './keep-index.ts';
import { endsOf, placeOf, sequenceOf } from './place.ts';

// A lease is a hash: t(oken), e(xpires).
const holder = `
local function holder(key)
  local found = redis.call('HMGET', key, 't', 'e')
  if not found[1] or tonumber(found[2]) <= present then return nil end
  return found[1]
end
local function hold(token)
  local expires = present + tonumber(ARGV[3])
  redis.call('HSET', KEYS[1], 't', token, 'e', string.format('%.0f', expires))
  keep(KEYS[2], KEYS[3], KEYS[1], ARGV[2], expires)
  return { token, string.format('%.0f', expires) }
end
`;

// ARGV: time, member, time to live. Answers { token, expires }, or nothing.
const acquire = script(`${keepIndex}${holder}
if holder(KEYS[1]) then return {} end
return hold(string.format('%.0f', redis.call('INCR', KEYS[4])))`);

// ARGV: time, member, time to live, token. Answers as above.
const renew = script(`${keepIndex}${holder}
if holder(KEYS[1]) ~= ARGV[4] then return {} end
return hold(ARGV[4])`);

// ARGV: time, member, token. Answers whether it was held.
const release = script(`${keepIndex}${holder}
if holder(KEYS[1]) ~= ARGV[3] then return 0 end
drop(KEYS[2], KEYS[3], KEYS[1], ARGV[2])
return 1`);

/** Leases as hashes, by the clock of the server. */
export function redisLeases({ prefix, now, run }: Connection): Leases {
  const placed = (key: Key) => {
    const place = placeOf(prefix, 'e', key);
    return { member: place.member, keys: [place.key, place.index, endsOf(prefix, key)] };
  };
  return {
    async acquire(key, ttlMs) {
      const { keys, member } = placed(key);
      const values = [now(), member, whole(ttlMs, 'ttlMs', 1, 1e15)];
      const [token, ends] = (await run(acquire, [...keys, sequenceOf(prefix)], values)) as string[];
      if (token === undefined) return null;
      return { key, token: Number(token), expiresAt: Number(ends) };
    },
    async renew({ key, token }: Lease, ttlMs) {
      const { keys, member } = placed(key);
      const values = [now(), member, whole(ttlMs, 'ttlMs', 1, 1e15), token];
      const [held, ends] = (await run(renew, keys, values)) as string[];
      if (held === undefined) throw leaseLost(encodeKey(key));
      return { key, token, expiresAt: Number(ends) };
    },
    async release({ key, token }) {
      const { keys, member } = placed(key);
      return Number(await run(release, keys, [now(), member, token])) === 1;
    },
  };
}
