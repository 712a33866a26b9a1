export type { RedisCommands } from './connection.ts';
export { type RedisStoreOptions, redisStore } from './redis-store.ts';
