export { describeContract, type Exceptions } from './describe-contract.ts';
export {
  describeChatModelContract,
  describeJournalStoreContract,
  describeWrapperContract,
} from './describe-contracts.ts';
