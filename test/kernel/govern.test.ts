import {
  type Agent,
  createRuntime,
  json,
  type Policy,
  pattern,
  question,
  resume,
  textOf,
  user,
  wrapModel,
} from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { guard } from './clients/streaming-guard.ts';

const isSafe = question({
  name: 'is-safe',
  version: '1',
  input: z.object({ text: z.string() }),
  output: z.object({ safe: z.boolean() }),
  prompt: (input) => [user([json(input)])],
});

const refuseAll: Policy = {
  model: (model) => {
    throw new Error(`${model.id} is not approved`);
  },
};

const ask =
  (model = scriptedModel(() => 'Hello. ')) =>
  async (_: null, scope: Parameters<Parameters<typeof pattern>[1]>[1]) =>
    textOf((await scope.generate(model, { messages: [user('Hello')] })).message);

test('a policy that throws refuses, and says what and why', async () => {
  const agent = createRuntime({ policy: refuseAll }).pattern({ name: 'a', version: '1' }, ask());
  expect(await agent.run(null).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'policy.denied', facts: { kind: 'model', name: 'scripted' } },
  });
});

test('the policy of the runtime that an agent is bound to holds wherever it is run', async () => {
  const seen: string[] = [];
  const corp = createRuntime({ policy: refuseAll, listeners: [(event) => seen.push(event.type)] });
  const agent = corp.pattern({ name: 'a', version: '1' }, ask());
  const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
    scope.run(agent, null),
  );

  for (const run of [
    agent.run(null),
    createRuntime().run(agent, null),
    createRuntime().run(outer, null),
  ]) {
    expect(await run.outcome).toMatchObject({ error: { code: 'policy.denied' } });
  }
  expect(seen.filter((type) => type === 'run.finished')).toHaveLength(2);

  const stopped = await agent.run(null).outcome;
  if (stopped.status !== 'failed' || !stopped.checkpoint) throw new Error(stopped.status);
  expect(await resume(agent, stopped.checkpoint).outcome).toMatchObject({
    error: { code: 'policy.denied' },
  });
});

test('budgets of both runtimes hold', async () => {
  const agent = createRuntime({ budget: { steps: 1 } }).pattern(
    { name: 'a', version: '1' },
    async (_: null, scope) => {
      for (let n = 0; n < 5; n += 1) await ask()(null, scope);
    },
  );
  const outer = createRuntime({ budget: { steps: 3 } });
  expect(await outer.run(agent, null).outcome).toMatchObject({
    status: 'stopped',
    usage: { steps: 1 },
  });
});

test('a wrapper that drops its options is refused, inside a run and under a runtime', async () => {
  const inner = pattern({ name: 'inner', version: '1' }, ask());
  const careless: Agent<null, string> = { ...inner, run: (input) => inner.run(input) };
  const careful: Agent<null, string> = { ...inner, run: (input, o) => inner.run(input, { ...o }) };
  const outer = (agent: Agent<null, string>) =>
    pattern({ name: 'outer', version: '1' }, (_: null, scope) => scope.run(agent, null));
  const runtime = createRuntime();

  expect(await outer(careless).run(null).outcome).toMatchObject({
    error: { code: 'agent.escaped' },
  });
  expect(await runtime.run(careless, null).outcome).toMatchObject({
    error: { code: 'agent.escaped' },
  });
  expect(await outer(careful).run(null).value()).toBe('Hello. ');
  expect(await runtime.run(careful, null).value()).toBe('Hello. ');
});

test('a guard as policy guards every model but its own judge', async () => {
  const judge = scriptedModel(() => ({ json: { safe: true } }), { id: 'judge' });
  const policy: Policy = { model: guard(isSafe.on(judge)) };
  const agent = createRuntime({ policy }).pattern({ name: 'a', version: '1' }, ask());
  expect(await agent.run(null).value()).toBe('Hello. ');
  expect(judge.calls).toHaveLength(1);
});

test('what a wrapper of the user asks on the side is governed by the policy', async () => {
  const asked: string[] = [];
  const policy: Policy = {
    model: (model) =>
      wrapModel(model, {
        kind: 'other',
        generate: (request, context) => {
          asked.push(model.id);
          return model.generate(request, context);
        },
      }),
  };
  const judge = scriptedModel(() => ({ json: { safe: true } }), { id: 'judge' });
  const guarded = guard(isSafe.on(judge))(scriptedModel(() => 'Hello. ', { id: 'writer' }));
  const agent = createRuntime({ policy }).pattern(
    { name: 'a', version: '1' },
    async (_: null, scope) =>
      textOf((await scope.generate(guarded, { messages: [user('Hello')] })).message),
  );
  await agent.run(null).value();
  expect(asked).toEqual(['writer', 'judge']);
});

test('a policy is asked once about each model, so that what it puts around it keeps its state', async () => {
  let asked = 0;
  const policy: Policy = {
    model: (model) => {
      asked += 1;
      return model;
    },
  };
  const model = scriptedModel(() => 'Hello. ');
  const agent = createRuntime({ policy }).pattern(
    { name: 'a', version: '1' },
    async (_: null, scope) => {
      for (let n = 0; n < 5; n += 1) await ask(model)(null, scope);
    },
  );
  await agent.run(null).value();
  expect(asked).toBe(1);
});

test('embedders and rerankers are governed too', async () => {
  const policy: Policy = {
    embedder: () => {
      throw new Error('not in this region');
    },
  };
  const embedder = { id: 'e', dimensions: 1, embed: async () => ({ vectors: [], calls: [] }) };
  const agent = createRuntime({ policy }).pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    scope.embed(embedder, ['x'], { purpose: 'query' }).then(() => null),
  );
  expect(await agent.run(null).outcome).toMatchObject({
    error: { code: 'policy.denied', facts: { kind: 'embedder', name: 'e' } },
  });
});

test('a question asks in the way that the governed model can answer', async () => {
  const plain: Policy = {
    model: (model) => ({ ...model, info: { ...model.info, features: [] } }),
  };
  const model = scriptedModel(['{"safe": true}']);
  const agent = createRuntime({ policy: plain }).pattern(
    { name: 'a', version: '1' },
    (_: null, scope) => scope.ask(isSafe.on(model), { text: 'x' }),
  );
  expect(await agent.run(null).value()).toEqual({ safe: true });
  expect(model.calls[0]?.request.output).toBeUndefined();
});
