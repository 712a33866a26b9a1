import {
  type Agent,
  type AshlarError,
  createRuntime,
  isAshlarError,
  type Json,
  jsonSchema,
  pattern,
  type Scope,
  storeJournal,
  type Tool,
  user,
  wrapModel,
} from '@ashlar/core';
import { memoryStore, scriptedModel } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';

class Point {
  x = 1;
}
const cyclic: Record<string, unknown> = {};
cyclic.self = cyclic;

/** What JSON would lose or change: by what the error says that it found, and where. */
const values: readonly (readonly [unknown, string, string])[] = [
  [{ a: [new Date(0)] }, 'a Date', '$.a[0]'],
  [new Map([['a', 1]]), 'a Map', '$'],
  [{ a: { b: new Set() } }, 'a Set', '$.a.b'],
  [{ a: Number.NaN }, 'NaN', '$.a'],
  [[1, Number.POSITIVE_INFINITY], 'Infinity', '$[1]'],
  [{ a: 1n }, 'a bigint', '$.a'],
  [{ a: new Point() }, 'a Point', '$.a'],
  [[undefined], 'undefined', '$[0]'],
  [{ a: () => 1 }, 'a function', '$.a'],
  [{ a: Symbol('s') }, 'a symbol', '$.a'],
  [cyclic, 'a cycle back to a value it is inside of', '$.self'],
  [{ a: { toJSON: () => 1 } }, 'an object with a toJSON method', '$.a'],
  [new Error('x'), 'an Error', '$'],
  [new Float32Array(2), 'a Float32Array', '$'],
];

type Body = (value: unknown, scope: Scope) => unknown;

const tool = (run: () => unknown): Tool<unknown, unknown> => ({
  name: 'tool',
  description: '',
  input: jsonSchema<unknown>({}),
  effect: 'read',
  run: async () => run(),
});
const inner = (body: Body, value: unknown): Agent<unknown, unknown> =>
  pattern({ name: 'inner', version: '1' }, (_: unknown, scope) => body(value, scope));

/** Where a value can be handed over, and what the error calls the place. */
const places: readonly (readonly [string, string, Body])[] = [
  [
    'an input of a tool',
    'The input of tool tool',
    (v, scope) =>
      scope.call(
        tool(() => 1),
        v,
      ),
  ],
  [
    'an output of a tool',
    'The result of call:tool#0',
    (v, s) =>
      s.call(
        tool(() => v),
        {},
      ),
  ],
  ['the value of a step', 'The result of step:s#0', (v, scope) => scope.step('s', () => v)],
  ['an input of a step', 'The input of step s', (v, s) => s.step('s', () => 1, { input: v })],
  ['a partial result', 'The partial result', (v, scope) => scope.partial(v)],
  ['a note', 'The note n', (v, scope) => scope.emit('n', v as Json)],
  [
    'a note of a wrapper',
    'The note n',
    (value, scope) => {
      const noisy = wrapModel(scriptedModel([]), {
        kind: 'other',
        generate: async (_, context) => {
          context.emit('n', value as Json);
          return scriptedModel(['x']).generate({ messages: [user('?')] });
        },
      });
      return scope.generate(noisy, { messages: [user('?')] });
    },
  ],
  [
    'an input of an agent',
    'The input of agent inner',
    (v, s) =>
      s.run(
        inner(() => 1, 0),
        v,
      ),
  ],
  [
    'a value of an agent',
    'The result of run:inner#0',
    (v, s) =>
      s.run(
        inner((x) => x, v),
        0,
      ),
  ],
  [
    'an approval',
    'The request approve:pay#0',
    (v, scope) => scope.approve({ name: 'pay', data: v as Json }),
  ],
  ['the value of the run', 'The value of agent', (value) => value],
];

function expectNotJson(error: unknown, what: string, found: string, path: string): void {
  if (!isAshlarError(error, 'value.not-json')) throw error;
  expect(error.facts.what.startsWith(what), error.facts.what).toBe(true);
  expect(error.facts).toMatchObject({ found, path });
  expect(error.message).toContain(path);
  expect(error.message).toContain(found);
}

describe.each(places)('as %s', (_name, what, body) => {
  test.each(values)(
    '%o is refused by name and place, caught or not',
    async (value, found, path) => {
      const caught: unknown[] = [];
      const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
        body(value, scope),
      );
      const careful = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
        try {
          return await body(value, scope);
        } catch (error) {
          caught.push(error);
          return 'caught';
        }
      });
      const outcome = await agent.run(null).outcome;
      if (outcome.status !== 'failed') throw new Error(outcome.status);
      expectNotJson(outcome.error, what, found, path);
      await careful.run(null).outcome;
      for (const error of caught) expectNotJson(error, what, found, path);
    },
  );
});

test.each(values)(
  'as the input of a run, %o ends it before the journal is opened',
  async (value, found, path) => {
    const store = memoryStore();
    const agent = pattern({ name: 'agent', version: '1' }, (_: unknown) => 'done');
    const run = agent.run(value, { journal: storeJournal(store) });
    const outcome = await run.outcome;
    if (outcome.status !== 'failed') throw new Error(outcome.status);
    expectNotJson(outcome.error, 'The input of agent', found, path);
    expect(store.appends).toBe(0);
  },
);

test('a caught error is the same when it is replayed', async () => {
  const store = memoryStore();
  const seen: string[] = [];
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    const error: AshlarError = await scope.step('s', () => new Date()).catch((thrown) => thrown);
    seen.push(`${error.code}: ${error.message}`);
    return scope.step('after', () => 1);
  });
  const options = { id: 'r', journal: storeJournal(store) };
  await agent.run(null, options).value();
  await agent.run(null, options).value();
  expect(seen[0]).toContain('value.not-json');
  expect(seen[1]).toBe(seen[0]);
});

test('nothing is lost: with the value mended the same run completes and repeats nothing', async () => {
  const store = memoryStore();
  const sent: string[] = [];
  let when: unknown = new Date(0);
  const agent = pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
    await scope.step('send', () => sent.push('sent'), { effect: 'once' });
    return scope.step('when', () => when);
  });
  const options = { id: 'r', journal: storeJournal(store) };
  expect(await agent.run(null, options).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'value.not-json' },
  });
  when = '1970-01-01';
  expect(await agent.run(null, options).value()).toBe('1970-01-01');
  expect(sent).toEqual(['sent']);
});

test('properties that are undefined are dropped, in the first run already', async () => {
  const agent = pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
    scope.step('s', () => ({ a: 1, b: undefined }) as object),
  );
  expect(Object.keys((await createRuntime().run(agent, null).value()) as object)).toEqual(['a']);
});

test.each([
  ['an object without a prototype', Object.create(null)],
  ['an object whose text cannot be made', { toString: () => JSON.parse('{') }],
  ['a symbol', Symbol('s')],
  ['undefined', undefined],
  ['null', null],
  ['a text', 'no'],
])('a body that throws %s ends its run as failed', async (_name, thrown) => {
  const agent = pattern({ name: 'agent', version: '1' }, () => {
    throw thrown;
  });
  const step = pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
    scope.step('s', () => Promise.reject(thrown)),
  );
  for (const one of [agent, step]) {
    expect(await one.run(null).outcome).toMatchObject({
      status: 'failed',
      error: { code: 'unexpected' },
    });
  }
});
