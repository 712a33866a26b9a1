import { whole } from '../arguments.ts';
import type { Counters } from '../counters.ts';
import { type Connection, nowSql } from './connection.ts';
import { placeOf } from './place.ts';

/** Counters in a table; a function of the server adds, so that a hot counter is locked for no round trip. */
export function postgresCounters({ query, at, now }: Connection): Counters {
  return {
    async add(key, amount, { cap, ttlMs } = {}) {
      const place = placeOf(key);
      whole(amount, 'amount', Number.MIN_SAFE_INTEGER);
      if (cap !== undefined) whole(cap, 'cap', Number.MIN_SAFE_INTEGER);
      const ttl = ttlMs === undefined ? null : whole(ttlMs, 'ttlMs', 1, 1e15);
      const [row] = await query(`SELECT * FROM ${at}counter_add($1, $2, $3, $4, $5, $6, $7)`, [
        ...place,
        amount,
        cap ?? null,
        ttl,
        now(),
      ]);
      const value = whole(Number(row?.total), 'the sum of a counter', Number.MIN_SAFE_INTEGER);
      return { added: row?.added === true, value };
    },
    async get(key) {
      const [row] = await query(
        `SELECT value FROM ${at}counter WHERE tenant = $1 AND subject = $2 AND path = $3
          AND (expires_at IS NULL OR expires_at > ${nowSql('$4')})`,
        [...placeOf(key), now()],
      );
      return Number(row?.value ?? 0);
    },
  };
}
