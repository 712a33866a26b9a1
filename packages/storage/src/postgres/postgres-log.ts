import type { AppendLog } from '../append-log.ts';
import { whole } from '../arguments.ts';
import { lengthConflict } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { encodeKey, type Key } from '../key.ts';
import type { Connection } from './connection.ts';
import { placeOf } from './place.ts';

/** One log as rows. */
export function postgresLog({ query, at }: Connection, key: Key): AppendLog {
  const name = encodeKey(key);
  const place = placeOf(key);
  const here = 'tenant = $1 AND subject = $2 AND path = $3';

  const create = `INSERT INTO ${at}log AS l (tenant, subject, path, length)
    VALUES ($1, $2, $3, cardinality($5::text[])) ON CONFLICT (tenant, subject, path)
    DO UPDATE SET length = excluded.length WHERE l.length = $4::bigint RETURNING id`;
  const extend = `UPDATE ${at}log SET length = length + cardinality($5::text[])
    WHERE ${here} AND length = $4::bigint RETURNING id`;
  const write = (grown: string): string => `WITH grown AS (${grown}), written AS (
      INSERT INTO ${at}record (log, position, record)
      SELECT grown.id, $4::bigint + r.ordinal - 1, r.record
      FROM grown, unnest($5::text[]) WITH ORDINALITY AS r (record, ordinal))
    SELECT id FROM grown`;

  async function length(): Promise<number> {
    const [row] = await query(`SELECT length FROM ${at}log WHERE ${here}`, place);
    return Number(row?.length ?? 0);
  }
  return {
    async read(from = 0) {
      const rows = await query(
        `SELECT record FROM ${at}record WHERE log = (SELECT id FROM ${at}log WHERE ${here}) AND position >= $4 ORDER BY position`,
        [...place, whole(from, 'from')],
      );
      return rows.map((row) => decodeJson(String(row.record)));
    },
    async append(records, expectedLength) {
      whole(expectedLength, 'expectedLength');
      const texts = records.map((record) => encodeJson(record));
      for (;;) {
        if (texts.length > 0) {
          const statement = write(expectedLength === 0 ? create : extend);
          const grown = await query(statement, [...place, expectedLength, texts]);
          if (grown.length > 0) return;
        }
        const actual = await length();
        if (actual !== expectedLength) throw lengthConflict(name, expectedLength, actual);
        // It has the expected length only now: somebody deleted or appended in between.
        if (texts.length === 0) return;
      }
    },
    length,
    async delete() {
      await query(`DELETE FROM ${at}log WHERE ${here}`, place);
    },
  };
}
