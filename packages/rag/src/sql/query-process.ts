// The process that runs one statement of a model: see query-rows.ts. It holds no data but the file's, and can be killed at any moment.
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { QueryReply, QueryRequest } from './query-request.ts';
import { showTables } from './visible-tables.ts';

process.once('message', (request: QueryRequest) => {
  process.send?.(answer(request), () => process.disconnect());
});

function answer(request: QueryRequest): QueryReply {
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(request.file, { readOnly: true });
    if (typeof database.setAuthorizer !== 'function') {
      return { unavailable: 'Node.js 24.10 or later is needed to limit what SQL may read' };
    }
    database.exec(
      'PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON',
    );
    showTables(database, request.tables);
  } catch (error) {
    return { unavailable: messageOf(error) };
  }
  try {
    return read(database, request);
  } catch (error) {
    return { refused: messageOf(error) };
  }
}

function read(database: DatabaseSync, { sql, maxRows, maxBytes }: QueryRequest): QueryReply {
  const statement = database.prepare(sql);
  statement.setReadBigInts(true);
  const rows: string[] = [];
  let bytes = 0;
  for (const row of statement.iterate()) {
    if (rows.length === maxRows) return { rows, truncated: true };
    const text = JSON.stringify(
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toJson(value)])),
    );
    bytes += Buffer.byteLength(text);
    if (bytes > maxBytes) return { rows, truncated: true };
    rows.push(text);
  }
  return { rows, truncated: false };
}

/** Integers that a number cannot hold, and numbers that JSON does not know, become text; of bytes only the length is told. */
function toJson(value: SQLOutputValue): string | number | null {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return `(${value.length} bytes)`;
  return value;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
