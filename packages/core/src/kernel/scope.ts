import type { Remaining } from '../budget.ts';
import { toJson } from '../json/to-json.ts';
import type { Scope } from '../scope.ts';
import { remaining } from './account.ts';
import { approve } from './approve.ts';
import { callTool } from './call-tool.ts';
import { idPart } from './effect-id.ts';
import { embed } from './embed.ts';
import type { Execution } from './execution.ts';
import { generate } from './generate.ts';
import { inbox } from './inbox.ts';
import { inspect } from './inspect.ts';
import { runNested } from './nested-run.ts';
import { parallel, settleAll } from './parallel.ts';
import { rerank } from './rerank.ts';
import { retrieve } from './retrieve.ts';
import { createScopeState, nextId, type ScopeState } from './scope-state.ts';
import { step } from './step.ts';

/** The face of a place in the tree of effects that a pattern body works with. */
export function createScope(state: ScopeState): Scope {
  const { execution } = state;
  const scope: Scope = {
    generate: (model, request, options = {}) => generate(state, model, request, options),
    call: (tool, input, options = {}) => callTool(state, tool, input, options),
    embed: (embedder, items, options) => embed(state, embedder, items, options),
    rerank: (reranker, query, passages, options = {}) =>
      rerank(state, reranker, query, passages, options),
    retrieve: (retriever, query, options = {}) => retrieve(state, retriever, query, options),
    async ask(answerer, input, options = {}) {
      const path = nextId(state, `ask:${idPart(answerer.question)}`, options.key);
      const answer = await answerer.answer(
        input,
        createScope(createScopeState({ ...state, path })),
      );
      const { question, how } = answerer;
      execution.emit({ type: 'question.answered', question, how });
      return answer;
    },
    run: (agent, input, options = {}) => runNested(state, agent, input, options),
    check: (checks, parts, options) => inspect(state, checks, parts, options),
    approve: (request, options = {}) => approve(state, request, options),
    parallel: (branches, options = {}) => parallel(state, branches, options) as never,
    settle: (branches, options = {}) => settleAll(state, branches, options) as never,
    step: (name, run, options = {}) =>
      step(state, name, (inside) => run(inside.cancel.signal), options),
    inbox: () => inbox(state),
    emit: (name, data) =>
      execution.emit({ type: 'note', name, data: toJson(data, `The note ${name}`) }),
    partial: (value) => setPartial(execution, value),
    get signal() {
      return state.cancel.signal;
    },
    get budget() {
      return remainingOf(execution);
    },
    principal: execution.principal,
    prompts: execution.prompts,
    runId: execution.tree.runId,
  };
  return scope;
}

function setPartial(execution: Execution, value: unknown): void {
  const own = toJson(value, 'The partial result');
  execution.partial = own;
  execution.emit({ type: 'partial', value: own });
}

function remainingOf(execution: Execution): Remaining {
  const { nano: _nano, ...left } = remaining(execution.account);
  const { deadlineAt, tree } = execution;
  if (deadlineAt === undefined) return left;
  return { ...left, deadlineMs: Math.max(0, deadlineAt - tree.clock.now()) };
}
