/**
 * Lua functions that keep the index of a scope: `keep(index, ends, key, member, expires)` and `drop(index, ends, key, member)`.
 *
 * `expires` is 0 for what stays. With the server's own clock (`ARGV[1]` empty) what ends leaves memory by itself, and an index that
 * holds nothing else ends with its last member; names that are left of others are swept, a few at each write.
 */
export const keepIndex = `
local function sweep(index, ends)
  local gone = redis.call('ZRANGEBYSCORE', ends, '-inf', present, 'LIMIT', 0, 20)
  for _, member in ipairs(gone) do
    redis.call('DEL', string.sub(index, 1, -6) .. member)
    redis.call('ZREM', index, member)
    redis.call('ZREM', ends, member)
  end
end
local function stay(index, ends, expires, existed)
  if ARGV[1] ~= '' then return end
  if expires == 0 then
    redis.call('PERSIST', index)
  elseif existed == 0 then
    redis.call('PEXPIREAT', index, string.format('%.0f', expires))
  else
    redis.call('PEXPIREAT', index, string.format('%.0f', expires), 'GT')
  end
  local both = redis.call('PEXPIRETIME', index)
  if both < 0 then redis.call('PERSIST', ends) else redis.call('PEXPIREAT', ends, string.format('%.0f', both)) end
end
local function keep(index, ends, key, member, expires)
  redis.call('ZREM', ends, member)
  sweep(index, ends)
  local existed = redis.call('EXISTS', index)
  redis.call('ZADD', index, 0, member)
  if expires > 0 then redis.call('ZADD', ends, string.format('%.0f', expires), member) end
  stay(index, ends, expires, existed)
  if ARGV[1] ~= '' then return end
  if expires == 0 then
    redis.call('PERSIST', key)
  else
    redis.call('PEXPIREAT', key, string.format('%.0f', expires))
  end
end
local function drop(index, ends, key, member)
  redis.call('DEL', key)
  redis.call('ZREM', index, member)
  redis.call('ZREM', ends, member)
end
`;
