import { AshlarError, type Principal } from '@ashlar/core';

export type SqlValue = string | number | null;

/** The values that a column must have for a row to be visible; several: any of them; an empty list: no row at all. */
export type VisibleRows = Readonly<Record<string, SqlValue | readonly SqlValue[]>>;

/** Which rows of a table a principal may see, or why everybody who may ask sees all of them. */
export type RowRights =
  | ((principal: Principal, table: string) => VisibleRows)
  | { readonly unrestricted: string };

/** Columns and their permitted values. */
export type RowFilter = readonly (readonly [column: string, values: readonly SqlValue[]])[];

/**
 * The filter of one table. A value that is missing hides nothing by accident: it is an error, and so is a filter without columns.
 *
 * @throws AshlarError `input.invalid`
 */
export function rowFilter(visible: VisibleRows, table: string): RowFilter {
  const filter = Object.entries(visible).map(
    ([column, value]) => [column, Array.isArray(value) ? value : [value]] as const,
  );
  const sound = filter.every(([, values]) => values.every(isSqlValue));
  if (filter.length > 0 && sound) return filter;
  throw new AshlarError(
    'input.invalid',
    `The rights to rows of ${table} name no column, or a value that is neither text, number nor null. Say which rows the principal may see, or give { unrestricted: 'why' } for rights.`,
    { facts: { what: `rights to ${table}`, issues: ['no rows can be chosen by it'] } },
  );
}

function isSqlValue(value: unknown): value is SqlValue {
  return value === null || typeof value === 'string' || Number.isFinite(value);
}
