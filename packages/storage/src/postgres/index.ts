export type { PostgresPool } from './connection.ts';
export { type PostgresStoreOptions, postgresStore } from './postgres-store.ts';
