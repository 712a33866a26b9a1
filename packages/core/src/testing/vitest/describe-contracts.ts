import type { AgentContractOptions, OpenAgent } from '../contract/agent-case.ts';
import { agentContract } from '../contract/agent-contract.ts';
import type { ChatModelContractOptions, OpenChatModel } from '../contract/chat-model-case.ts';
import { chatModelContract } from '../contract/chat-model-contract.ts';
import { checkContract, type OpenCheck } from '../contract/check-contract.ts';
import {
  type EmbedderContractOptions,
  embedderContract,
  type OpenEmbedder,
} from '../contract/embedder-contract.ts';
import { journalStoreContract, type OpenJournalStore } from '../contract/journal-store-contract.ts';
import {
  type MemoryContractOptions,
  memoryContract,
  type OpenMemory,
} from '../contract/memory-contract.ts';
import { type OpenReranker, rerankerContract } from '../contract/reranker-contract.ts';
import { type OpenRetriever, retrieverContract } from '../contract/retriever-contract.ts';
import {
  type OpenTenantStore,
  tenantIsolationContract,
} from '../contract/tenant-isolation-contract.ts';
import { type OpenTool, toolContract } from '../contract/tool-contract.ts';
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

/** What every agent must do: crash, resume, abort and limits. */
export function describeAgentContract(
  name: string,
  open: OpenAgent,
  options?: AgentContractOptions,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: agent`, agentContract(open, options), exceptions);
}

/** What every embedder must do. */
export function describeEmbedderContract(
  name: string,
  open: OpenEmbedder,
  options?: EmbedderContractOptions,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: embedder`, embedderContract(open, options), exceptions);
}

/** What every reranker must do. */
export function describeRerankerContract(
  name: string,
  open: OpenReranker,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: reranker`, rerankerContract(open), exceptions);
}

/** What every retriever must do. */
export function describeRetrieverContract(
  name: string,
  open: OpenRetriever,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: retriever`, retrieverContract(open), exceptions);
}

/** What every tool must do. */
export function describeToolContract(name: string, open: OpenTool, exceptions?: Exceptions): void {
  describeContract(`${name}: tool`, toolContract(open), exceptions);
}

/** What every check must do. */
export function describeCheckContract(
  name: string,
  open: OpenCheck,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: check`, checkContract(open), exceptions);
}

/** What every memory must do. */
export function describeMemoryContract(
  name: string,
  open: OpenMemory,
  options?: MemoryContractOptions,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: memory`, memoryContract(open, options), exceptions);
}

/** What everything that keeps something for tenants must do. */
export function describeTenantIsolationContract(
  name: string,
  open: OpenTenantStore,
  exceptions?: Exceptions,
): void {
  describeContract(`${name}: tenant isolation`, tenantIsolationContract(open), exceptions);
}
