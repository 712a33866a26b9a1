import type { ChatModel } from '../chat.ts';
import type { CallContext } from '../context.ts';
import type { Embedder } from '../embedder.ts';
import { AshlarError, isAshlarError } from '../errors.ts';
import type { Policy } from '../policy.ts';
import type { Reranker } from '../reranker.ts';
import type { Retriever } from '../retriever.ts';
import { thrownText } from '../thrown-text.ts';
import type { Tool } from '../tool.ts';
import type { ScopeState } from './scope-state.ts';
import { contextWithin } from './within.ts';

interface Governed {
  readonly model: ChatModel;
  readonly tool: Tool;
  readonly retriever: Retriever;
  readonly embedder: Embedder;
  readonly reranker: Reranker;
}

/**
 * What policies make of something, the last one outermost. Each policy is asked once about each thing, so a breaker or
 * a cache that it puts around a model keeps its state. What a policy's own wrapper asks on the side is governed by the
 * policies outside of it only: a guard whose judge is guarded by itself would never end.
 */
export function govern<K extends keyof Governed>(
  policies: readonly Policy[],
  kind: K,
  thing: Governed[K],
): Governed[K] {
  return policies.reduce((inner, policy) => governedBy(policy, kind, inner), thing);
}

const known = new WeakMap<Policy, WeakMap<object, unknown>>();

function governedBy<K extends keyof Governed>(
  policy: Policy,
  kind: K,
  inner: Governed[K],
): Governed[K] {
  const made = known.get(policy) ?? new WeakMap<object, unknown>();
  known.set(policy, made);
  const before = made.get(inner) as Governed[K] | undefined;
  if (before !== undefined) return before;
  const wrap = policy[kind] as ((thing: Governed[K]) => Governed[K]) | undefined;
  const below = BELOW[kind](inner, policy);
  const governed = wrap === undefined ? below : applied(kind, nameOf(inner), () => wrap(below));
  made.set(inner, governed);
  return governed;
}

function applied<T>(kind: string, name: string, wrap: () => T): T {
  try {
    return wrap();
  } catch (error) {
    if (isAshlarError(error)) throw error;
    const why = thrownText(error);
    throw new AshlarError(
      'policy.denied',
      `The runtime's policy refuses the ${kind} ${name}: ${why}`,
      {
        facts: { kind, name },
        cause: error,
      },
    );
  }
}

function nameOf(thing: Governed[keyof Governed]): string {
  return 'id' in thing ? thing.id : thing.name;
}

/** The place of what stands outside of all policies: nothing governs its side calls. */
export function outermost(inside: ScopeState): ScopeState {
  return inside.policies.length === 0 ? inside : { ...inside, policies: [] };
}

/** The same thing below a policy: what it asks on the side is governed by that policy again. */
const BELOW: {
  readonly [K in keyof Governed]: (thing: Governed[K], policy: Policy) => Governed[K];
} = {
  model: (model, policy) => ({
    ...factsOf(model),
    generate: (request, context) => model.generate(request, inside(context, policy)),
    stream: (request, context) => model.stream(request, inside(context, policy)),
  }),
  tool: (tool, policy) => ({
    ...tool,
    run: (input, context) => tool.run(input, { ...context, ...inside(context, policy) }),
  }),
  retriever: (retriever, policy) => ({
    name: retriever.name,
    description: retriever.description,
    retrieve: (query, access, context) =>
      retriever.retrieve(query, access, inside(context, policy)),
  }),
  embedder: (embedder, policy) => ({
    id: embedder.id,
    dimensions: embedder.dimensions,
    embed: (items, options, context) => embedder.embed(items, options, inside(context, policy)),
  }),
  reranker: (reranker, policy) => ({
    id: reranker.id,
    rerank: (query, passages, context) => reranker.rerank(query, passages, inside(context, policy)),
  }),
};

function factsOf(model: ChatModel): Omit<ChatModel, 'generate' | 'stream'> {
  const { id, info, kind, inner } = model;
  const countTokens = model.countTokens?.bind(model);
  return {
    id,
    info,
    ...(kind === undefined ? {} : { kind }),
    ...(inner === undefined ? {} : { inner }),
    ...(countTokens === undefined ? {} : { countTokens }),
  };
}

function inside<C extends CallContext | undefined>(context: C, policy: Policy): C {
  return context === undefined ? context : (contextWithin(context, policy) as C);
}
