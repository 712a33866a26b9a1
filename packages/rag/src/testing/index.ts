export { describeIndexStoreContract } from './describe-index-store-contract.ts';
export type { OpenedIndexStore, OpenIndexStore } from './open-index-store.ts';
