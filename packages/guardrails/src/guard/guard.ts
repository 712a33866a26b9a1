import type { Agent, ChatModel, Retriever, Tool } from '@ashlar/core';
import { invalidGuard } from '../errors.ts';
import { guardAgent, type Undoable } from './guard-agent.ts';
import { guardModel } from './guard-model.ts';
import type { GuardOptions, RetrieverGuardOptions } from './guard-options.ts';
import { guardRetriever } from './guard-retriever.ts';
import { guardTool } from './guard-tool.ts';

/**
 * The same model, tool, retriever or agent behind checks. What a check masks passes masked; what it blocks ends the run as
 * `blocked` with its verdicts. A check that fails, or takes too long, blocks, unless its rule says otherwise.
 *
 * | around a | looks at |
 * |---|---|
 * | model | what it is sent (`input`, `retrieval`, `tool-call`, `tool-result`, by what each part is) and what it says (`output`, `tool-call`) |
 * | tool | its input (`tool-call`) and its result (`tool-result`) |
 * | retriever | the query (`input`) and the passages (`retrieval`) |
 * | agent | its input (`input`) and its output (`output`) |
 *
 * Costs what its checks cost, once per stage for all parts together. In a stack it stands outside of caches and routers.
 *
 * @throws guard.invalid
 *
 * @example
 * const safe = guard(model, { checks: [unicode(), pii()] });
 */
export function guard(model: ChatModel, options: GuardOptions): ChatModel;
export function guard(retriever: Retriever, options: RetrieverGuardOptions): Retriever;
export function guard<I, O>(
  agent: Agent<I, O> & Undoable<I, O>,
  options: GuardOptions,
): Agent<I, O> & Undoable<I, O>;
export function guard<I, O>(agent: Agent<I, O>, options: GuardOptions): Agent<I, O>;
export function guard<I, O>(tool: Tool<I, O>, options: GuardOptions): Tool<I, O>;
export function guard(
  guarded: ChatModel | Retriever | Agent | Tool,
  options: RetrieverGuardOptions,
): ChatModel | Retriever | Agent | Tool {
  if ('generate' in guarded) return guardModel(guarded, options);
  if ('retrieve' in guarded) return guardRetriever(guarded, options);
  if ('effect' in guarded) return guardTool(guarded, options);
  if ('version' in guarded) return guardAgent(guarded, options);
  throw invalidGuard('guard() takes a model, a tool, a retriever or an agent, and this is none.');
}
