export type { FsyncMode } from './disk-sync.ts';
export { type FileLogsOptions, fileLogs } from './file-logs.ts';
