import { whole } from '../arguments.ts';
import { leaseLost } from '../conflicts.ts';
import { encodeKey } from '../key.ts';
import type { Lease, Leases } from '../leases.ts';
import { type Connection, nowSql } from './connection.ts';
import { placeOf } from './place.ts';

/** Leases in a table, by the clock of the server. */
export function postgresLeases({ query, at, now }: Connection): Leases {
  const held = `tenant = $1 AND subject = $2 AND path = $3 AND token = $4 AND expires_at > ${nowSql('$5')}`;
  const own = ({ key, token }: Lease): readonly unknown[] => [...placeOf(key), token, now()];
  return {
    async acquire(key, ttlMs) {
      const values = [...placeOf(key), whole(ttlMs, 'ttlMs', 1, 1e15), now()];
      const [row] = await query(`SELECT * FROM ${at}lease_acquire($1, $2, $3, $4, $5)`, values);
      if (row === undefined) return null;
      return { key, token: Number(row.held), expiresAt: Number(row.ends) };
    },
    async renew(lease, ttlMs) {
      const ttl = whole(ttlMs, 'ttlMs', 1, 1e15);
      const [row] = await query(
        `UPDATE ${at}lease SET expires_at = ${nowSql('$5')} + $6::bigint WHERE ${held} RETURNING expires_at`,
        [...own(lease), ttl],
      );
      if (row === undefined) throw leaseLost(encodeKey(lease.key));
      return { key: lease.key, token: lease.token, expiresAt: Number(row.expires_at) };
    },
    async release(lease) {
      const gone = await query(`DELETE FROM ${at}lease WHERE ${held} RETURNING token`, own(lease));
      return gone.length > 0;
    },
  };
}
