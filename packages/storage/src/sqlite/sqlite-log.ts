import type { AppendLog } from '../append-log.ts';
import { whole } from '../arguments.ts';
import { lengthConflict } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Database, Row, Transaction } from './database.ts';

/** One log as rows. */
export function sqliteLog(database: Database, key: Key): AppendLog {
  const name = encodeKey(key);
  const [scope, path] = [encodeScope(key), encodePath(key.path)];

  function find(transaction: Transaction): Row | undefined {
    const sql = 'SELECT id, length FROM ashlar_log WHERE scope = ? AND path = ?';
    return transaction.get(sql, scope, path);
  }
  function create(transaction: Transaction): number {
    const sql = 'INSERT INTO ashlar_log (scope, path, length) VALUES (?, ?, 0) RETURNING id';
    return Number(transaction.get(sql, scope, path)?.id);
  }
  return {
    async read(from = 0) {
      whole(from, 'from');
      const sql = `SELECT record FROM ashlar_record
        WHERE log = (SELECT id FROM ashlar_log WHERE scope = ? AND path = ?) AND position >= ? ORDER BY position`;
      const rows = await database.read((transaction) => transaction.all(sql, scope, path, from));
      return rows.map((row) => decodeJson(String(row.record)));
    },
    async append(records, expectedLength) {
      whole(expectedLength, 'expectedLength');
      const texts = records.map((record) => encodeJson(record));
      await database.write((transaction) => {
        const log = find(transaction);
        const length = Number(log?.length ?? 0);
        if (length !== expectedLength) throw lengthConflict(name, expectedLength, length);
        if (texts.length === 0) return;
        const id = Number(log?.id ?? create(transaction));
        for (const [i, text] of texts.entries()) {
          const sql = 'INSERT INTO ashlar_record (log, position, record) VALUES (?, ?, ?)';
          transaction.run(sql, id, length + i, text);
        }
        const sql = 'UPDATE ashlar_log SET length = ? WHERE id = ?';
        transaction.run(sql, length + texts.length, id);
      });
    },
    async length() {
      const log = await database.read(find);
      return Number(log?.length ?? 0);
    },
    async delete() {
      await database.write((transaction) => {
        const id = find(transaction)?.id;
        if (id === undefined) return;
        transaction.run('DELETE FROM ashlar_record WHERE log = ?', id);
        transaction.run('DELETE FROM ashlar_log WHERE id = ?', id);
      });
    },
  };
}
