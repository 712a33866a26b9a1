export type { ChatModelContractOptions, OpenChatModel } from './contract/chat-model-case.ts';
export { chatModelContract } from './contract/chat-model-contract.ts';
export { type ContractCheck, ContractError } from './contract/contract-check.ts';
export {
  journalStoreContract,
  type OpenedJournalStore,
  type OpenJournalStore,
} from './contract/journal-store-contract.ts';
export {
  type Wrap,
  type WrapperContractOptions,
  wrapperContract,
} from './contract/wrapper-contract.ts';
export { type FakeClock, type FakeClockOptions, fakeClock } from './fake-clock.ts';
export {
  type RecordedReservation,
  type RecordingContext,
  recordingContext,
} from './fakes/recording-context.ts';
export { ConflictError, type MemoryLog, memoryLog } from './memory-log.ts';
export { type MemoryStore, memoryStore, type StoreFault } from './memory-store.ts';
export { byWords, type Chunks } from './model/reply-parts.ts';
export type {
  ModelErrorCode,
  Script,
  ScriptedCall,
  ScriptedFailure,
  ScriptedReply,
  ScriptedStep,
} from './model/script.ts';
export type { ScriptedCallRecord } from './model/scripted-call.ts';
export {
  type ScriptedModel,
  type ScriptedModelOptions,
  scriptedModel,
} from './model/scripted-model.ts';
