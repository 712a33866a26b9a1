import { endOf, whole } from '../arguments.ts';
import { checkVersion } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { decodePath, encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Entry, KeyValue } from '../key-value.ts';
import type { Database, Row, Transaction } from './database.ts';

const live = '(expires_at IS NULL OR expires_at > ?)';
const columns = 'path, value, version, expires_at';

/** Values in a table. */
export function sqliteValues(database: Database): KeyValue {
  function find(transaction: Transaction, key: Key): Row | undefined {
    const sql = `SELECT ${columns} FROM ashlar_value WHERE scope = ? AND path = ? AND ${live}`;
    return transaction.get(sql, encodeScope(key), encodePath(key.path), database.now());
  }
  function checkFound(row: Row | undefined, key: Key, expected: string | null | undefined): void {
    checkVersion(encodeKey(key), expected, row === undefined ? null : String(row.version));
  }

  return {
    async get(key) {
      encodeKey(key);
      const row = await database.read((transaction) => find(transaction, key));
      return row === undefined ? null : entry(row);
    },
    async put(key, value, options = {}) {
      const [scope, path, text] = [encodeScope(key), encodePath(key.path), encodeJson(value)];
      encodeKey(key);
      return await database.write((transaction) => {
        const now = database.now();
        const expiresAt = options.ttlMs === undefined ? null : endOf(now, options.ttlMs);
        checkFound(find(transaction, key), key, options.ifVersion);
        sweep(transaction, now);
        const version = transaction.next();
        transaction.run(
          'INSERT OR REPLACE INTO ashlar_value (scope, path, value, version, expires_at) VALUES (?, ?, ?, ?, ?)',
          ...[scope, path, text, version, expiresAt],
        );
        return String(version);
      });
    },
    async delete(key, options = {}) {
      encodeKey(key);
      return await database.write((transaction) => {
        const row = find(transaction, key);
        checkFound(row, key, options.ifVersion);
        const sql = 'DELETE FROM ashlar_value WHERE scope = ? AND path = ?';
        transaction.run(sql, encodeScope(key), encodePath(key.path));
        return row !== undefined;
      });
    },
    async list(prefix, options = {}) {
      const [scope, start] = [encodeScope(prefix), encodePath(prefix.path)];
      const limit = whole(options.limit ?? 100, 'limit', 1, 1000);
      // '0' follows the '/' that closes the prefix; a blob follows every text.
      const end = start === '' ? new Uint8Array() : `${start.slice(0, -1)}0`;
      const sql = `SELECT ${columns} FROM ashlar_value
        WHERE scope = ? AND path >= ? AND path < ? AND path > ? AND ${live} ORDER BY path LIMIT ?`;
      const rows = await database.read((transaction) =>
        transaction.all(sql, scope, start, end, options.after ?? '', database.now(), limit + 1),
      );
      const page = rows.slice(0, limit);
      const entries = page.map((row) => ({
        key: { ...prefix, path: decodePath(String(row.path)) },
        ...entry(row),
      }));
      return { entries, ...(rows.length > limit && { next: String(page.at(-1)?.path) }) };
    },
  };
}

/** Expired values leave the file a few at a time, with the writes that follow. */
function sweep(transaction: Transaction, now: number): void {
  transaction.run(
    'DELETE FROM ashlar_value WHERE rowid IN (SELECT rowid FROM ashlar_value WHERE expires_at <= ? LIMIT 20)',
    now,
  );
}

function entry(row: Row): Entry {
  const value = decodeJson(String(row.value));
  const version = String(row.version);
  return { value, version, ...(row.expires_at !== null && { expiresAt: Number(row.expires_at) }) };
}
