export type { AgentContractOptions, OpenAgent, OpenedAgent } from './contract/agent-case.ts';
export { agentContract } from './contract/agent-contract.ts';
export type { ChatModelContractOptions, OpenChatModel } from './contract/chat-model-case.ts';
export { chatModelContract } from './contract/chat-model-contract.ts';
export {
  type CheckSample,
  checkContract,
  type OpenCheck,
  type OpenedCheck,
} from './contract/check-contract.ts';
export { type ContractCheck, ContractError } from './contract/contract-check.ts';
export {
  type EmbedderContractOptions,
  embedderContract,
  type OpenEmbedder,
} from './contract/embedder-contract.ts';
export {
  journalStoreContract,
  type OpenedJournalStore,
  type OpenJournalStore,
} from './contract/journal-store-contract.ts';
export {
  type MemoryContractOptions,
  memoryContract,
  type OpenedMemory,
  type OpenMemory,
} from './contract/memory-contract.ts';
export {
  type OpenedReranker,
  type OpenReranker,
  rerankerContract,
} from './contract/reranker-contract.ts';
export {
  type OpenedRetriever,
  type OpenRetriever,
  retrieverContract,
} from './contract/retriever-contract.ts';
export {
  type OpenTenantStore,
  type TenantStore,
  tenantIsolationContract,
} from './contract/tenant-isolation-contract.ts';
export { type OpenedTool, type OpenTool, toolContract } from './contract/tool-contract.ts';
export {
  type Wrap,
  type WrapperContractOptions,
  wrapperContract,
} from './contract/wrapper-contract.ts';
export { type FakeClock, type FakeClockOptions, fakeClock } from './fake-clock.ts';
export { type HashEmbedderOptions, hashEmbedder } from './fakes/hash-embedder.ts';
export {
  type ListedPassage,
  type ListRetriever,
  type ListRetrieverOptions,
  listRetriever,
} from './fakes/list-retriever.ts';
export {
  type RecordedReservation,
  type RecordingContext,
  recordingContext,
} from './fakes/recording-context.ts';
export {
  type ScriptedTool,
  type ScriptedToolCall,
  type ScriptedToolOptions,
  scriptedTool,
} from './fakes/scripted-tool.ts';
export { type WordRerankerOptions, wordReranker } from './fakes/word-reranker.ts';
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
export type { UsageLimits } from './recording/queries.ts';
export { type RecordRunOptions, recordRun } from './recording/record-run.ts';
export type { RecordedToolCall, RunRecording } from './recording/run-recording.ts';
export { type ToolRecorder, toolRecorder } from './recording/tool-recorder.ts';
