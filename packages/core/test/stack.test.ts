import {
  type ChatModel,
  checkStack,
  stack,
  type Wrapper,
  type WrapperKind,
  wrapModel,
} from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';

const of =
  (kind: WrapperKind): Wrapper =>
  (model) =>
    wrapModel(model, { kind });
const SAFE: readonly WrapperKind[] = ['guard', 'cache', 'router', 'retry', 'record'];

function kinds(model: ChatModel): (WrapperKind | undefined)[] {
  return [model.kind, ...(model.inner ?? []).flatMap(kinds)];
}

test('wrappers are listed from the outside in, and can be read again', () => {
  expect(kinds(stack(scriptedModel([]), SAFE.map(of)))).toEqual([...SAFE, undefined]);
});

test('a stack answers like its model', async () => {
  const { message } = await stack(scriptedModel(['x']), SAFE.map(of)).generate({ messages: [] });
  expect(message.content).toEqual([{ type: 'text', text: 'x' }]);
});

describe.each(
  SAFE.flatMap((outer, rank) => SAFE.slice(rank + 1).map((inner) => [outer, inner] as const)),
)('a %s around a %s', (outer, inner) => {
  test('is fine, and the other way round is refused with the reason', () => {
    expect(() => stack(scriptedModel([]), [of(outer), of(inner)])).not.toThrow();
    expect(() => stack(scriptedModel([]), [of(inner), of(outer)])).toThrow(
      expect.objectContaining({
        code: 'stack.order',
        facts: { outer: inner, inner: outer },
        message: expect.stringMatching(
          new RegExp(`A ${outer} stands inside of a ${inner}: .{20,}`),
        ),
      }),
    );
  });

  test('is seen through wrappers that have no place of their own', () => {
    expect(() => stack(scriptedModel([]), [of(outer), of('other'), of(inner)])).not.toThrow();
    expect(() => stack(scriptedModel([]), [of(inner), of('other'), of(outer)])).toThrow(
      /stands inside/,
    );
  });
});

test('a wrapper of no known kind may stand anywhere', () => {
  for (const kind of SAFE) {
    expect(() => stack(scriptedModel([]), [of('other'), of(kind)])).not.toThrow();
    expect(() => stack(scriptedModel([]), [of(kind), of('other')])).not.toThrow();
  }
});

test('two of a kind may stand in each other', () => {
  for (const kind of SAFE) {
    expect(() => stack(scriptedModel([]), [of(kind), of(kind)])).not.toThrow();
  }
});

test('what was put together by hand is checked in every branch of a router', () => {
  const model = scriptedModel([]);
  const wrong = wrapModel([model, of('guard')(model)], { kind: 'router' });
  expect(() => checkStack(wrong)).toThrow(/A guard stands inside of a router/);
  expect(() =>
    checkStack(of('guard')(wrapModel([model, model], { kind: 'router' }))),
  ).not.toThrow();
});
