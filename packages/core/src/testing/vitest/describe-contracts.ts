import type { ChatModelContractOptions, OpenChatModel } from '../contract/chat-model-case.ts';
import { chatModelContract } from '../contract/chat-model-contract.ts';
import { journalStoreContract, type OpenJournalStore } from '../contract/journal-store-contract.ts';
import {
  type Wrap,
  type WrapperContractOptions,
  wrapperContract,
} from '../contract/wrapper-contract.ts';
import { describeContract, type Exceptions } from './describe-contract.ts';

/** What every chat model must do. */
export function describeChatModelContract(
  name: string,
  open: OpenChatModel,
  options?: ChatModelContractOptions,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: chat model`, chatModelContract(open, options), exceptions);
}

/** What every `ChatModel → ChatModel` must do, alone and in stacks of three. */
export function describeWrapperContract(
  name: string,
  wrap: Wrap,
  options?: WrapperContractOptions,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: wrapper`, wrapperContract(wrap, options), exceptions);
}

/** What every store of journals must do. */
export function describeJournalStoreContract(
  name: string,
  open: OpenJournalStore,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: journal store`, journalStoreContract(open), exceptions);
}
