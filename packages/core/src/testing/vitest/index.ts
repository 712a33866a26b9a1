export { describeContract, type Exceptions } from './describe-contract.ts';
export {
  describeAgentContract,
  describeChatModelContract,
  describeCheckContract,
  describeEmbedderContract,
  describeJournalStoreContract,
  describeMemoryContract,
  describeRerankerContract,
  describeRetrieverContract,
  describeTenantIsolationContract,
  describeToolContract,
  describeWrapperContract,
} from './describe-contracts.ts';
export { extendExpect, type RunMatchers } from './matchers.ts';
