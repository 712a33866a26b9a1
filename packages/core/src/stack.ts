import type { ChatModel, WrapperKind } from './chat.ts';
import { AshlarError } from './errors.ts';
import type { Wrapper } from './wrap-model.ts';

// From the outside in. A wrapper that is none of these may stand anywhere.
const ORDER: readonly WrapperKind[] = ['guard', 'cache', 'router', 'retry', 'record'];

const WHY: Readonly<Partial<Record<WrapperKind, string>>> = {
  guard:
    'a guard inside of a cache or a router lets unguarded hits through, or is routed around when it blocks',
  cache:
    'what stands around a cache is done again for every hit, and inside of a router it holds the answers of one target only',
  router: 'a router inside of a retry is asked again although it has tried its targets already',
  retry: 'a recording around a retry does not see the attempts that failed',
};

/**
 * Puts wrappers around a model, listed from the outside in, in the one safe order:
 * guard → cache → router → retry → record → adapter.
 *
 * @throws stack.order when the order is another, saying why that is wrong
 */
export function stack(model: ChatModel, wrappers: readonly Wrapper[]): ChatModel {
  const stacked = wrappers.reduceRight((inner, wrap) => wrap(inner), model);
  checkStack(stacked);
  return stacked;
}

/** Checks the order of wrappers that were put together by hand. */
export function checkStack(model: ChatModel): void {
  for (const inner of model.inner ?? []) {
    checkBelow(model, inner);
    checkStack(inner);
  }
}

function checkBelow(outer: ChatModel, inner: ChatModel): void {
  if (rank(outer) !== ANYWHERE && rank(outer) > rank(inner)) {
    const kinds = { outer: outer.kind ?? 'model', inner: inner.kind ?? 'model' };
    throw new AshlarError(
      'stack.order',
      `A ${kinds.inner} stands inside of a ${kinds.outer}: ${WHY[inner.kind ?? 'other']}. Put the ${kinds.inner} outside.`,
      { facts: kinds },
    );
  }
  // What has no place of its own is looked through.
  if (rank(inner) === ANYWHERE) for (const below of inner.inner ?? []) checkBelow(outer, below);
}

const ANYWHERE = Number.POSITIVE_INFINITY;

function rank(model: ChatModel): number {
  if (model.kind === undefined || model.kind === 'other') return ANYWHERE;
  return ORDER.indexOf(model.kind);
}
