import { endOf } from '../arguments.ts';
import { leaseLost } from '../conflicts.ts';
import { encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Lease, Leases } from '../leases.ts';
import type { Database, Transaction } from './database.ts';

/** Leases in a table. */
export function sqliteLeases(database: Database): Leases {
  function holder(transaction: Transaction, key: Key): number | undefined {
    const sql = 'SELECT token FROM ashlar_lease WHERE scope = ? AND path = ? AND expires_at > ?';
    const row = transaction.get(sql, encodeScope(key), encodePath(key.path), database.now());
    return row === undefined ? undefined : Number(row.token);
  }
  function hold(transaction: Transaction, key: Key, token: number, ttlMs: number): Lease {
    const expiresAt = endOf(database.now(), ttlMs);
    const sql =
      'INSERT OR REPLACE INTO ashlar_lease (scope, path, token, expires_at) VALUES (?, ?, ?, ?)';
    transaction.run(sql, encodeScope(key), encodePath(key.path), token, expiresAt);
    return { key, token, expiresAt };
  }
  return {
    async acquire(key, ttlMs) {
      encodeKey(key);
      return await database.write((transaction) => {
        if (holder(transaction, key) !== undefined) return null;
        return hold(transaction, key, transaction.next(), ttlMs);
      });
    },
    async renew({ key, token }, ttlMs) {
      const name = encodeKey(key);
      return await database.write((transaction) => {
        if (holder(transaction, key) !== token) throw leaseLost(name);
        return hold(transaction, key, token, ttlMs);
      });
    },
    async release({ key, token }) {
      encodeKey(key);
      return await database.write((transaction) => {
        if (holder(transaction, key) !== token) return false;
        const sql = 'DELETE FROM ashlar_lease WHERE scope = ? AND path = ?';
        return transaction.run(sql, encodeScope(key), encodePath(key.path)) > 0;
      });
    },
  };
}
