import {
  type Check,
  createRuntime,
  hmacSigner,
  pattern,
  question,
  type Scope,
  user,
} from '@ashlar/core';
import { fakeClock, listRetriever, scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { turn, turnsUntil } from '../support/turns.ts';

const tool = scriptedTool({ name: 'tool', fails: 'hang' }, () => null);
const yes = question({
  name: 'yes',
  version: '1',
  input: z.object({}),
  output: z.boolean(),
  prompt: () => [user('Yes?')],
}).by(() => true);
const check: Check = {
  id: 'check',
  stages: ['input'],
  origins: ['user'],
  cost: 'sync',
  inspect: () => [],
};
const part = { part: { type: 'text', text: 'x' }, origin: 'user', index: 0 } as const;

/** Everything that a scope can be asked for. */
const calls: Readonly<Record<string, (scope: Scope) => Promise<unknown>>> = {
  generate: (scope) => scope.generate(scriptedModel(['x']), { messages: [user('?')] }),
  call: (scope) => scope.call(tool, {}),
  retrieve: (scope) => scope.retrieve(listRetriever(['x']), 'x', { access: { unrestricted: 't' } }),
  ask: (scope) => scope.ask(yes, {}),
  run: (scope) =>
    scope.run(
      pattern({ name: 'inner', version: '1' }, () => 1),
      null,
    ),
  check: (scope) => scope.check([check], [part], { stage: 'input' }),
  'check without parts': (scope) => scope.check([check], [], { stage: 'input' }),
  approve: (scope) => scope.approve({ name: 'pay', data: {} }),
  parallel: (scope) => scope.parallel([]),
  settle: (scope) => scope.settle([(branch) => branch.step('s', () => 1)]),
  step: (scope) => scope.step('s', () => 1),
  inbox: (scope) => scope.inbox(),
};

describe.each(Object.entries(calls))('a body that tries %s for ever', (_name, call) => {
  test('is told of the abort once a turn, and then nothing any more', async () => {
    const clock = fakeClock();
    let tries = 0;
    let done = 0;
    const stubborn = pattern({ name: 'stubborn', version: '1' }, async (_: null, scope) => {
      await scope.call(tool, {}).catch(() => {});
      for (;;) {
        tries += 1;
        try {
          await call(scope);
          done += 1;
        } catch {}
      }
    });
    const run = createRuntime({ clock }).run(stubborn, null);
    await clock.flush();
    run.abort();
    for (let turns = 0; turns < 10; turns += 1) await turn();
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThanOrEqual(12);

    await clock.advance(40);
    expect(await turnsUntil(run.outcome)).toBe(1);
    const before = tries;
    await clock.flush();
    expect(tries).toBe(before);
    expect(done).toBe(0);
    expect(clock.waiting).toBe(0);
  });
});

const refusals: Readonly<Record<string, (scope: Scope) => Promise<unknown>>> = {
  'an input that is not JSON': (scope) => scope.call(tool, { when: new Date() }),
  'an invalid history': (scope) => scope.generate(scriptedModel([]), { messages: [] }),
  'nobody to retrieve for': (scope) => scope.retrieve(listRetriever([]), 'x'),
  'a request that is not JSON': (scope) => scope.approve({ name: 'n', data: new Date() as never }),
  'no step left': (scope) => scope.call(tool, {}),
  'no branch at once': (scope) => scope.parallel([], { concurrency: 0 }),
};

test.each(Object.entries(refusals))(
  'a body that tries for ever against %s can be aborted',
  async (_name, call) => {
    const stubborn = pattern({ name: 'stubborn', version: '1' }, async (_: null, scope) => {
      for (;;) await call(scope).catch(() => {});
    });
    const run = createRuntime().run(stubborn, null, { budget: { steps: 0 } });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    run.abort();
    expect(await run.outcome).toMatchObject({ status: 'stopped', reason: 'aborted' });
  },
);

test('after a suspension the body is told once, and a body that catches everything cannot go on', async () => {
  const seen: string[] = [];
  const agent = pattern({ name: 'payer', version: '1' }, async (_: null, scope) => {
    try {
      await scope.approve({ name: 'pay', data: {} });
    } catch {
      seen.push('told');
      await scope.step('pay anyway', () => seen.push('paid'));
    } finally {
      seen.push('finally');
    }
  });
  const runtime = createRuntime({ signer: hmacSigner('the host keeps this secret') });
  expect((await runtime.run(agent, null).outcome).status).toBe('suspended');
  await turn();
  expect(seen).toEqual(['told']);
});
