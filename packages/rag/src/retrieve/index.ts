export { type AutoMergedOptions, autoMerged } from './auto-merged.ts';
export { type DiversifiedOptions, diversified } from './diversified.ts';
export { type FreshOptions, fresh } from './fresh.ts';
export { type FuseOptions, fuseHits } from './fuse-hits.ts';
export { type HydeOptions, hyde } from './hyde.ts';
export { type MultiQueryOptions, multiQuery } from './multi-query.ts';
export { type RerankedOptions, reranked } from './reranked.ts';
export { timeLimited } from './time-limited.ts';
export { type ParentSource, withParents } from './with-parents.ts';
