export { describeCountersContract } from './describe-counters-contract.ts';
export { describeErasureContract } from './describe-erasure-contract.ts';
export { describeKeyValueContract } from './describe-key-value-contract.ts';
export { describeLeasesContract } from './describe-leases-contract.ts';
export { describeLogContract } from './describe-log-contract.ts';
export { describeStoreContract } from './describe-store-contract.ts';
export type { OpenLogStore, OpenStore } from './open-store.ts';
