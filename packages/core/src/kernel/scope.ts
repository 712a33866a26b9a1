import type { Answerer } from '../answerer.ts';
import type { Remaining } from '../budget.ts';
import type { EffectOptions, Scope } from '../scope.ts';
import { remaining } from './account.ts';
import { approve } from './approve.ts';
import { createCallContext } from './call-context.ts';
import { callTool } from './call-tool.ts';
import { firstDeadline } from './deadline.ts';
import { idPart } from './effect-id.ts';
import { embed } from './embed.ts';
import { type Execution, usageOf } from './execution.ts';
import { generate } from './generate.ts';
import { govern } from './govern.ts';
import { halted } from './halted.ts';
import { inbox } from './inbox.ts';
import { inspect } from './inspect.ts';
import { runNested } from './nested-run.ts';
import { jsonOf } from './not-json.ts';
import { parallel, settleAll } from './parallel.ts';
import { setPartial } from './partial.ts';
import { rerank } from './rerank.ts';
import { retrieve } from './retrieve.ts';
import { createScopeState, nextId, type ScopeState } from './scope-state.ts';
import { step } from './step.ts';
import { handed } from './turn.ts';

/** The face of a place in the tree of effects that a pattern body works with. */
export function createScope(state: ScopeState): Scope {
  const { execution } = state;
  const scope: Omit<Scope, keyof typeof live> & Placed = {
    [STATE]: state,
    generate: (model, request, options = {}) => handed(generate(state, model, request, options)),
    call: (tool, input, options = {}) => callTool(state, tool, input, options),
    embed: (embedder, items, options) => handed(embed(state, embedder, items, options)),
    rerank: (reranker, query, passages, options = {}) =>
      handed(rerank(state, reranker, query, passages, options)),
    retrieve: (retriever, query, options = {}) =>
      handed(retrieve(state, retriever, query, options)),
    ask: (answerer, input, options = {}) =>
      halted(state) ?? handed(ask(state, answerer, input, options)),
    run: (agent, input, options = {}) => runNested(state, agent, input, options),
    check: (checks, parts, options) => handed(inspect(state, checks, parts, options)),
    approve: (request, options = {}) => approve(state, request, options),
    parallel: (branches, options = {}) => handed(parallel(state, branches, options)) as never,
    settle: (branches, options = {}) => handed(settleAll(state, branches, options)) as never,
    step: (name, run, options = {}) =>
      step(state, name, (inside) => run(createCallContext(inside)), options),
    inbox: () => handed(inbox(state)),
    info: (model) => govern(state.policies, 'model', model).info,
    emit: (name, data) =>
      execution.emit({ type: 'note', name, data: jsonOf(data, `The note ${name}`) }),
    partial: (value) => setPartial(execution, value),
    principal: execution.principal,
    prompts: execution.prompts,
    runId: execution.tree.runId,
  };
  return Object.defineProperties(scope, live) as unknown as Scope;
}

interface Placed {
  readonly [STATE]: ScopeState;
}

const STATE = Symbol('state');

// Getters that all scopes share: in the literal above each scope would get a hidden class of its own, and with that it
// would be kept until a full collection.
const live = {
  signal: {
    enumerable: true,
    get(this: Placed) {
      return this[STATE].cancel.signal();
    },
  },
  budget: {
    enumerable: true,
    get(this: Placed) {
      return remainingOf(this[STATE].execution);
    },
  },
  usage: {
    enumerable: true,
    get(this: Placed) {
      return usageOf(this[STATE].execution);
    },
  },
};

async function ask<I, O>(
  state: ScopeState,
  answerer: Answerer<I, O>,
  input: I,
  { key }: EffectOptions,
): Promise<O> {
  const { question, how } = answerer;
  const path = nextId(state, `ask:${idPart(question)}`, key);
  const answer = await answerer.answer(input, createScope(createScopeState({ ...state, path })));
  state.execution.emit({ type: 'question.answered', question, how });
  return answer;
}

function remainingOf(execution: Execution): Remaining {
  const { nano: _nano, ...left } = remaining(execution.account);
  const deadline = firstDeadline(execution);
  if (deadline === undefined) return left;
  return { ...left, deadlineMs: Math.max(0, deadline - execution.tree.clock.now()) };
}
