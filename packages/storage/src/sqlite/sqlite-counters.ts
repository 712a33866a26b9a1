import { endOf } from '../arguments.ts';
import { count } from '../count.ts';
import type { Counters } from '../counters.ts';
import { encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Database, Row, Transaction } from './database.ts';

/** Counters in a table. */
export function sqliteCounters(database: Database): Counters {
  function find(transaction: Transaction, key: Key): Row | undefined {
    const sql = `SELECT value, expires_at FROM ashlar_counter
      WHERE scope = ? AND path = ? AND (expires_at IS NULL OR expires_at > ?)`;
    return transaction.get(sql, encodeScope(key), encodePath(key.path), database.now());
  }
  return {
    async add(key, amount, options = {}) {
      encodeKey(key);
      return await database.write((transaction) => {
        const row = find(transaction, key);
        const counted = count(Number(row?.value ?? 0), amount, options);
        if (!counted.added) return counted;
        const fresh = options.ttlMs === undefined ? null : endOf(database.now(), options.ttlMs);
        const sql =
          'INSERT OR REPLACE INTO ashlar_counter (scope, path, value, expires_at) VALUES (?, ?, ?, ?)';
        const expiresAt = row === undefined ? fresh : (row.expires_at ?? null);
        transaction.run(sql, encodeScope(key), encodePath(key.path), counted.value, expiresAt);
        return counted;
      });
    },
    async get(key) {
      encodeKey(key);
      const row = await database.read((transaction) => find(transaction, key));
      return Number(row?.value ?? 0);
    },
  };
}
