import { whole } from '../arguments.ts';
import { checkVersion } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { decodePath, encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Entry, KeyValue } from '../key-value.ts';
import { type Connection, script } from './connection.ts';
import { keepIndex } from './keep-index.ts';
import { endsOf, indexOf, placeOf, sequenceOf, startOf } from './place.ts';

// A value is a hash: j(son), v(ersion), e(xpires, 0 for never).
const live = `
local function live(key)
  local found = redis.call('HMGET', key, 'j', 'v', 'e')
  if not found[1] then return nil end
  local expires = tonumber(found[3])
  if expires ~= 0 and expires <= present then return nil end
  return found
end
`;

// ARGV: time, member, json, time to live or '', condition ('any', 'absent' or 'v' .. version). Answers { written, version }.
const put = script(`${live}${keepIndex}
local found = live(KEYS[1])
local version = found and found[2] or ''
if ARGV[5] ~= 'any' and ARGV[5] ~= 'v' .. version then return { 0, version } end
local expires = 0
if ARGV[4] ~= '' then expires = present + tonumber(ARGV[4]) end
version = string.format('%.0f', redis.call('INCR', KEYS[4]))
redis.call('HSET', KEYS[1], 'j', ARGV[3], 'v', version, 'e', string.format('%.0f', expires))
keep(KEYS[2], KEYS[3], KEYS[1], ARGV[2], expires)
return { 1, version }`);

// ARGV: time, member, condition. Answers { deleted, version }.
const remove = script(`${live}${keepIndex}
local found = live(KEYS[1])
local version = found and found[2] or ''
if ARGV[3] ~= 'any' and ARGV[3] ~= 'v' .. version then return { 0, version } end
drop(KEYS[2], KEYS[3], KEYS[1], ARGV[2])
return { found and 1 or 0, version }`);

const get = script(`${live} return live(KEYS[1]) or {}`);

// ARGV: time, start of the keys, first, last, how many. Answers member, json, version, expires and so on.
const list = script(`${live}
local found, from, wanted = {}, ARGV[3], tonumber(ARGV[5])
while #found < wanted * 4 do
  local members = redis.call('ZRANGEBYLEX', KEYS[1], from, ARGV[4], 'LIMIT', 0, 100)
  for _, member in ipairs(members) do
    local value = live(ARGV[2] .. member)
    if value and #found < wanted * 4 then
      found[#found + 1] = member
      for i = 1, 3 do found[#found + 1] = value[i] end
    end
  end
  if #members < 100 then break end
  from = '(' .. members[#members]
end
return found`);

/** Values as hashes. */
export function redisValues({ prefix, now, run }: Connection): KeyValue {
  const keysOf = (key: Key) => {
    const place = placeOf(prefix, 'v', key);
    return { ...place, keys: [place.key, place.index, endsOf(prefix, key)] };
  };

  return {
    async get(key) {
      const { keys } = keysOf(key);
      const found = (await run(get, keys.slice(0, 1), [now()])) as string[];
      return found.length === 0 ? null : entry(found);
    },
    async put(key, value, { ttlMs, ifVersion } = {}) {
      const { keys, member } = keysOf(key);
      const text = encodeJson(value);
      const ttl = ttlMs === undefined ? '' : whole(ttlMs, 'ttlMs', 1, 1e15);
      const condition = ifVersion === undefined ? 'any' : `v${ifVersion ?? ''}`;
      const values = [now(), member, text, ttl, condition];
      const [written, version] = (await run(put, [...keys, sequenceOf(prefix)], values)) as Answer;
      if (Number(written) !== 1) checkVersion(encodeKey(key), ifVersion, version || null);
      return version;
    },
    async delete(key, { ifVersion } = {}) {
      const { keys, member } = keysOf(key);
      const condition = ifVersion === undefined ? 'any' : `v${ifVersion}`;
      const [deleted, version] = (await run(remove, keys, [now(), member, condition])) as Answer;
      if (Number(deleted) !== 1) checkVersion(encodeKey(key), ifVersion, version || null);
      return Number(deleted) === 1;
    },
    async list(prefixKey, options = {}) {
      encodeScope(prefixKey);
      const limit = whole(options.limit ?? 100, 'limit', 1, 1000);
      const start = encodePath(prefixKey.path);
      const [from, to] = rangeOf(start, options.after);
      const values = [now(), startOf(prefix, prefixKey), from, to, limit + 1];
      const found = (await run(list, [indexOf(prefix, prefixKey)], values)) as string[];
      const rows = Array.from({ length: found.length / 4 }, (_, i) =>
        found.slice(4 * i, 4 * i + 4),
      );
      const page = rows.slice(0, limit).map(([member = '', ...rest]) => {
        const path = decodePath(member.slice(2));
        return { key: { ...prefixKey, path }, ...entry(rest) };
      });
      const last = rows[limit - 1]?.[0]?.slice(2);
      return { entries: page, ...(rows.length > limit && last !== undefined && { next: last }) };
    },
  };
}

type Answer = readonly [number, string];

/** The members of the index that a page may hold. ':' is followed by ';', and the '/' that closes a part by '0'. */
function rangeOf(start: string, after: string | undefined): readonly [string, string] {
  const to = start === '' ? '(v;' : `(v:${start.slice(0, -1)}0`;
  const behind = after !== undefined && Buffer.compare(Buffer.from(after), Buffer.from(start)) >= 0;
  return [behind ? `(v:${after}` : `[v:${start}`, to];
}

function entry([text = '', version = '', expires = '0']: readonly string[]): Entry {
  const value = decodeJson(text);
  return { value, version, ...(expires !== '0' && { expiresAt: Number(expires) }) };
}
