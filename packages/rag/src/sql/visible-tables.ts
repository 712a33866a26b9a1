import { randomBytes } from 'node:crypto';
import { constants, type DatabaseSync } from 'node:sqlite';
import { FUNCTIONS } from './functions.ts';
import type { VisibleTable } from './query-request.ts';
import type { RowFilter, SqlValue } from './row-rights.ts';

/**
 * Puts views in front of the tables that may be read, with their permitted columns and rows only, and refuses everything else
 * when a statement is compiled.
 *
 * Tables are read through views alone whose names are drawn here, after the SQL was written: SQLite tells an authorizer on behalf of
 * which view something is read, and names a common table expression in the same way, so a name that can be known can be taken.
 */
export function showTables(database: DatabaseSync, tables: readonly VisibleTable[]): void {
  const inner = `v${randomBytes(16).toString('hex')}`;
  const values: SqlValue[] = [];
  database.function(inner, { deterministic: true }, (i) => values[Number(i)] ?? null);
  const known = knownNames(database);
  const visible = new Set<string>();
  const innerNames = new Set<string>();
  for (const [i, { name, columns, filter = [] }] of tables.entries()) {
    const view = `${inner}_${i}`;
    const list = columns.map(quoted).join(', ');
    const where = `${readSomething(database, name)}${condition(filter, inner, values)}`;
    database.exec(
      `CREATE TEMP VIEW ${view} AS SELECT ${list} FROM main.${quoted(name)} WHERE ${where};
       CREATE TEMP VIEW ${quoted(name)} AS SELECT ${list} FROM ${view}`,
    );
    // SQLite looks only now whether all of it is there.
    database.prepare(`SELECT * FROM ${quoted(name)}`);
    visible.add(name.toLowerCase());
    innerNames.add(view);
  }
  const { SQLITE_OK, SQLITE_DENY, SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION } = constants;
  const mayRead = (table: string, column: string, place: string | null, by: string): boolean => {
    if (place === 'main') return innerNames.has(by);
    if (visible.has(table) || innerNames.has(table)) return true;
    // A subquery of which no column is used is told like a table: whatever is a table or a module is not one.
    return (
      column === '' && place === null && !known.has(table) && !/^(?:pragma|sqlite)_/.test(table)
    );
  };
  database.setAuthorizer((action, first, second, place, by) => {
    if (action === SQLITE_SELECT) return SQLITE_OK;
    const name = (action === SQLITE_FUNCTION ? second : first)?.toLowerCase() ?? '';
    const allowed =
      action === SQLITE_READ
        ? mayRead(name, second ?? '', place, by ?? '')
        : action === SQLITE_FUNCTION && (innerNames.has(by ?? '') || FUNCTIONS.has(name));
    return allowed ? SQLITE_OK : SQLITE_DENY;
  });
}

/** All tables, views and modules of the database, in lower case. */
function knownNames(database: DatabaseSync): ReadonlySet<string> {
  const rows = database
    .prepare(
      'SELECT lower(name) AS name FROM main.sqlite_schema UNION SELECT lower(name) FROM pragma_module_list',
    )
    .all();
  return new Set(rows.map(({ name }) => String(name)));
}

/**
 * A condition that always holds and reads a column: a table of which none is read (the key of a row is none) is not told as one that the
 * view reads, and would be refused.
 */
function readSomething(database: DatabaseSync, table: string): string {
  const column = database
    .prepare("SELECT name FROM pragma_table_info(?, 'main') ORDER BY pk, cid LIMIT 1")
    .get(table)?.name;
  return column === undefined ? '1' : `typeof(${quoted(String(column))}) <> ''`;
}

/** Values go through a function, because a view cannot have parameters. */
function condition(filter: RowFilter, reader: string, values: SqlValue[]): string {
  const parts = filter.map(([column, permitted]) => {
    const equal = permitted.map((value) => {
      values.push(value);
      // IS, so that null is a value like others.
      return `${quoted(column)} IS ${reader}(${values.length - 1})`;
    });
    return equal.length === 0 ? '0' : `(${equal.join(' OR ')})`;
  });
  return parts.map((part) => ` AND ${part}`).join('');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
