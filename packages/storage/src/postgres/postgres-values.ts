import { whole } from '../arguments.ts';
import { checkVersion } from '../conflicts.ts';
import { decodeJson, encodeJson } from '../json.ts';
import { decodePath, encodeKey, encodePath, encodeScope, type Key } from '../key.ts';
import type { Entry, KeyValue } from '../key-value.ts';
import { type Connection, nowSql, type Row } from './connection.ts';
import { placeOf, subjectOf } from './place.ts';

/** Values in a table. */
export function postgresValues({ query, at, now }: Connection): KeyValue {
  const here = 'tenant = $1 AND subject = $2 AND path = $3';
  const live = (time: string): string => `(expires_at IS NULL OR expires_at > ${nowSql(time)})`;

  async function find(key: Key): Promise<Row | undefined> {
    const sql = `SELECT value, version, expires_at FROM ${at}value WHERE ${here} AND ${live('$4')}`;
    const [row] = await query(sql, [...placeOf(key), now()]);
    return row;
  }
  /** The error of a condition that did not hold; returns when it holds by now, so that the write can be tried again. */
  async function refuse(key: Key, expected: string | null): Promise<void> {
    checkVersion(encodeKey(key), expected, String((await find(key))?.version ?? '') || null);
  }

  return {
    async get(key) {
      const row = await find(key);
      return row === undefined ? null : entry(row);
    },
    async put(key, value, { ttlMs, ifVersion } = {}) {
      const text = encodeJson(value);
      const ttl = ttlMs === undefined ? null : whole(ttlMs, 'ttlMs', 1, 1e15);
      const sql = `WITH swept AS (${sweep(at, nowSql('$6'))}) ${write(at, ifVersion)} RETURNING version`;
      for (;;) {
        const condition = typeof ifVersion === 'string' ? [ifVersion] : [];
        const [row] = await query(sql, [...placeOf(key), text, ttl, now(), ...condition]);
        if (row !== undefined) return String(row.version);
        await refuse(key, ifVersion ?? null);
      }
    },
    async delete(key, { ifVersion } = {}) {
      const condition = ifVersion === undefined ? '' : 'AND version::text = $5';
      const values = [...placeOf(key), now(), ...(ifVersion === undefined ? [] : [ifVersion])];
      const sql = `DELETE FROM ${at}value WHERE ${here} AND ${live('$4')} ${condition} RETURNING version`;
      for (;;) {
        if ((await query(sql, values)).length > 0) return true;
        if (ifVersion === undefined) return false;
        await refuse(key, ifVersion);
      }
    },
    async list(prefix, options = {}) {
      encodeScope(prefix);
      const start = encodePath(prefix.path);
      const limit = whole(options.limit ?? 100, 'limit', 1, 1000);
      // '0' follows the '/' that closes the prefix.
      const end = start === '' ? null : `${start.slice(0, -1)}0`;
      const rows = await query(
        `SELECT path, value, version, expires_at FROM ${at}value
          WHERE tenant = $1 AND subject = $2 AND path >= $3 AND ($4::text IS NULL OR path < $4) AND path > $5
          AND ${live('$6')} ORDER BY path LIMIT $7`,
        [prefix.tenant, subjectOf(prefix), start, end, options.after ?? '', now(), limit + 1],
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

/** $1 to $3 place, $4 value, $5 time to live, $6 time, $7 expected version. */
function write(at: string, ifVersion: string | null | undefined): string {
  const [ends, present] = [`${nowSql('$6')} + $5::bigint`, nowSql('$6')];
  const set = `value = $4, version = nextval('${at}sequence'), expires_at = ${ends}`;
  if (typeof ifVersion === 'string') {
    return `UPDATE ${at}value SET ${set} WHERE tenant = $1 AND subject = $2 AND path = $3
      AND version::text = $7 AND (expires_at IS NULL OR expires_at > ${present})`;
  }
  return `INSERT INTO ${at}value AS v (tenant, subject, path, value, version, expires_at)
    VALUES ($1, $2, $3, $4, nextval('${at}sequence'), ${ends})
    ON CONFLICT (tenant, subject, path) DO UPDATE SET ${set}
    ${ifVersion === null ? `WHERE v.expires_at <= ${present}` : ''}`;
}

/** Expired values leave a few at a time, with the writes that follow; what another process is sweeping is left to it. */
function sweep(at: string, present: string): string {
  return `DELETE FROM ${at}value WHERE (tenant, subject, path) IN (
    SELECT tenant, subject, path FROM ${at}value
    WHERE expires_at <= ${present} AND (tenant, subject, path) <> ($1, $2, $3) LIMIT 20 FOR UPDATE SKIP LOCKED)`;
}

function entry(row: Row): Entry {
  const value = decodeJson(String(row.value));
  const version = String(row.version);
  return { value, version, ...(row.expires_at !== null && { expiresAt: Number(row.expires_at) }) };
}
