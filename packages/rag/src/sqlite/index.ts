export type { RowRights, SqlValue, VisibleRows } from '../sql/row-rights.ts';
export type { ColumnCard, SchemaCard, TableCard } from '../sql/schema-card.ts';
export { type SqlRetrieverOptions, sqlRetriever } from '../sql/sql-retriever.ts';
export { type SqlRequest, writeSql } from '../sql/write-sql.ts';
export { type SqliteStoreOptions, sqliteStore } from './sqlite-store.ts';
