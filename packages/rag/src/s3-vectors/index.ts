export { type S3VectorStore, type S3VectorStoreOptions, s3VectorStore } from './s3-vector-store.ts';
export type { SweepOptions, SweepReport } from './sweep.ts';
