import {
  type ChatModel,
  createRuntime,
  type Outcome,
  pattern,
  type RunEvent,
  type Scope,
  storeJournal,
  user,
  wrapModel,
} from '@ashlar/core';
import { fakeClock, memoryStore, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const text = (bytes: number) => user('x'.repeat(bytes));
const ask = (scope: Scope, model: ChatModel, bytes: number, maxTokens: number) =>
  scope.generate(model, { messages: [text(bytes)], maxTokens });
const tokens = ({ usage }: Outcome<unknown>) => usage.inputTokens + usage.outputTokens;

test('a call that does not hear its abort gives back its reservation, and counts as its upper bound', async () => {
  const deaf = scriptedModel([{ fails: 'hang' }], { id: 'deaf' });
  const sound = scriptedModel(['Here I am.']);
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    const failing = (branch: Scope) =>
      branch.step('fail', async () => {
        throw new Error('No.');
      });
    await scope.parallel([(branch) => ask(branch, deaf, 400, 100), failing]).catch(() => undefined);
    return (await ask(scope, sound, 400, 100)).stopReason;
  });
  const outcome = await agent.run(null, { budget: { tokens: 1000 } }).outcome;
  expect(outcome).toMatchObject({ status: 'completed', value: 'end' });
  expect(outcome.usage.calls).toMatchObject([
    { model: 'deaf', outcome: 'abandoned', estimated: true, inputTokens: 400, outputTokens: 100 },
    { model: 'scripted', outcome: 'served' },
  ]);
});

test('an abort leaves the upper bound of what was under way in the usage', async () => {
  const model = scriptedModel([{ fails: 'hang' }]);
  const agent = pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    ask(scope, model, 300, 50),
  );
  const clock = fakeClock();
  const run = createRuntime({ clock }).run(agent, null, { budget: { usd: 1 } });
  await clock.flush();
  run.abort();
  const { usage } = await run.outcome;
  expect(usage.calls).toMatchObject([{ outcome: 'abandoned', nanoUsd: 300 * 1000 + 50 * 5000 }]);
});

test('the second of two hedged calls is let go when the first has answered, also while it waits for room', async () => {
  const clock = fakeClock();
  const model = scriptedModel((_, call) => ({ text: 'Yes.', delayMs: 50 - 40 * call }), { clock });
  const hedged = wrapModel(model, {
    kind: 'other',
    generate: (request, context) =>
      Promise.any([model.generate(request, context), model.generate(request, context)]),
  });
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    const other = (branch: Scope) => ask(branch, model, 100, 600);
    await scope.parallel([other, (branch) => ask(branch, hedged, 100, 600)]);
    return model.calls.length;
  });
  const run = createRuntime({ clock }).run(agent, null, { budget: { tokens: 1410 } });
  await clock.advance(100);
  expect(await run.outcome).toMatchObject({ status: 'completed', value: 2 });
});

test('a judge inside of a stream goes before those who hold nothing', async () => {
  const clock = fakeClock();
  const model = scriptedModel(() => ({ text: 'Yes.', delayMs: 10 }), { clock });
  const judge = scriptedModel(() => 'Fine.', { clock, id: 'judge' });
  const guarded = wrapModel(model, {
    kind: 'guard',
    async generate(request, context) {
      for await (const event of model.stream(request, context)) {
        if (event.type === 'text') {
          await context.step('judge', (inside) =>
            judge.generate({ messages: [text(100)], maxTokens: 50 }, inside),
          );
        }
        if (event.type === 'finish') return event.response;
      }
      throw new Error('cut');
    },
  });
  const agent = pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    scope.parallel([
      async (branch) => (await ask(branch, guarded, 400, 100)).stopReason,
      async (branch) => (await ask(branch, model, 450, 100)).stopReason,
    ]),
  );
  const run = createRuntime({ clock }).run(agent, null, { budget: { tokens: 1000 } });
  await clock.advance(100);
  expect(await run.outcome).toMatchObject({ status: 'completed', value: ['end', 'end'] });
});

test('when nobody can go on, a second call of somebody who holds is refused, and not who waits for the first', async () => {
  const clock = fakeClock();
  const model = scriptedModel(() => ({ text: 'Yes.', delayMs: 10 }), { clock });
  const refused: string[] = [];
  const judged = wrapModel(model, {
    kind: 'guard',
    async *stream(request, context) {
      for await (const event of model.stream(request, context)) {
        if (event.type === 'text') {
          await context
            .step('judge', (inside) => model.generate(request, inside))
            .catch(() => refused.push('judge'));
        }
        yield event;
      }
    },
  });
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    const ends = await scope.settle([
      (branch) => ask(branch, judged, 400, 100),
      (branch) => ask(branch, judged, 400, 100),
      (branch) => ask(branch, model, 300, 100),
    ]);
    return ends.map(({ status }) => status);
  });
  const run = createRuntime({ clock }).run(agent, null, { budget: { tokens: 1001 }, stream: true });
  await clock.advance(1000);
  expect(await run.outcome).toMatchObject({ value: ['fulfilled', 'fulfilled', 'fulfilled'] });
  expect(refused).toHaveLength(1);
});

test('a call that is too large by its bytes waits until the ratio of its model is known', async () => {
  const clock = fakeClock();
  const model = scriptedModel(() => ({ text: 'Yes.', delayMs: 10 }), { clock });
  const agent = pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    scope.parallel([
      async (branch) => (await ask(branch, model, 800, 100)).stopReason,
      async (branch) => (await ask(branch, model, 2000, 100)).stopReason,
    ]),
  );
  const run = createRuntime({ clock }).run(agent, null, { budget: { tokens: 1000 } });
  await clock.advance(100);
  expect(await run.outcome).toMatchObject({ status: 'completed' });
});

test('a model that counts is asked to, where the bound by bytes finds no room', async () => {
  const model = scriptedModel(['Yes.'], { countsTokens: true });
  const blind = scriptedModel(['Yes.']);
  const run = (one: ChatModel) =>
    pattern({ name: 'a', version: '1' }, (_: null, scope) => ask(scope, one, 2000, 100)).run(null, {
      budget: { tokens: 700 },
    }).outcome;
  expect(await run(model)).toMatchObject({ status: 'completed' });
  expect(await run(blind)).toMatchObject({ status: 'stopped', reason: 'tokens' });
});

test('a clamped call waits for what others give back before its answer gets shorter', async () => {
  const clock = fakeClock();
  const events: RunEvent[] = [];
  const model = scriptedModel(() => ({ text: 'Yes.', delayMs: 10 }), { clock });
  const runtime = createRuntime({ clock, listeners: [(event) => events.push(event)] });
  const clampings = () => events.filter(({ type }) => type === 'budget.clamped');
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    await scope.parallel([
      (branch) => ask(branch, model, 400, 900),
      (branch) => ask(branch, model, 400, 900),
    ]);
    expect(clampings()).toEqual([]);
    await ask(scope, model, 400, 2000);
    await ask(scope, model, 400, 1000);
  });
  const run = runtime.run(agent, null, { budget: { tokens: 1500, clamp: true } });
  await clock.advance(1000);
  expect(await run.outcome).toMatchObject({ status: 'completed' });
  expect(clampings()).toMatchObject([{ from: 2000 }]);
  expect(model.calls).toHaveLength(4);
});

test('who waits for a budget of its own holds up nobody else', async () => {
  const clock = fakeClock();
  const slow = scriptedModel(() => ({ text: 'Yes.', delayMs: 50 }), { clock, id: 'slow' });
  const quick = scriptedModel(() => ({ text: 'Yes.', delayMs: 5 }), { clock, id: 'quick' });
  const order: string[] = [];
  const narrow = pattern({ name: 'narrow', version: '1' }, async (_: null, scope) => {
    await scope.parallel([
      (branch) => ask(branch, slow, 400, 100),
      (branch) => ask(branch, slow, 400, 100),
    ]);
    order.push('narrow');
  });
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    await scope.parallel([
      (branch) => branch.run(narrow, null, { budget: { tokens: 700 } }),
      async (branch) => {
        await ask(branch, quick, 400, 100);
        order.push('wide');
        return null;
      },
    ]);
  });
  const run = createRuntime({ clock }).run(agent, null, { budget: { tokens: 100_000 } });
  await clock.advance(200);
  expect(await run.outcome).toMatchObject({ status: 'completed' });
  expect(order).toEqual(['wide', 'narrow']);
});

test('every limit that is passed is reported with the run whose limit it was', async () => {
  const events: RunEvent[] = [];
  const dense = scriptedModel(['Yes.'], { tokensPerByte: 1.3 });
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
    await ask(scope, dense, 1000, 10);
  });
  const agent = pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    scope.run(inner, null, { budget: { tokens: 1100, usd: 0.00115 } }),
  );
  const runtime = createRuntime({ listeners: [(event) => events.push(event)] });
  const run = runtime.run(agent, null, { budget: { tokens: 1200 } });
  expect(await run.outcome).toMatchObject({ status: 'completed' });
  expect(events.filter(({ type }) => type === 'budget.overshoot')).toMatchObject([
    { owner: 'run:inner#0', limit: 'tokens', by: 201 },
    { owner: 'run:inner#0', limit: 'cost', by: 0.000155 },
    { owner: '', limit: 'tokens', by: 101 },
  ]);
});

test('failed and aborted calls keep their steps', async () => {
  const model = scriptedModel([{ fails: 'model.unavailable' }, { fails: 'hang' }, 'Yes.']);
  const left: (number | undefined)[] = [];
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    const note = () => left.push(scope.budget.steps);
    await ask(scope, model, 10, 10).catch(note);
    const fail = (branch: Scope) =>
      branch.step('fail', async () => {
        throw new Error('No.');
      });
    await scope.parallel([(branch) => ask(branch, model, 10, 10), fail]).catch(note);
    await ask(scope, model, 10, 10).then(note);
    await ask(scope, model, 10, 10);
  });
  const outcome = await agent.run(null, { budget: { steps: 3 } }).outcome;
  expect(outcome).toMatchObject({ status: 'stopped', reason: 'steps', usage: { steps: 3 } });
  expect(left).toEqual([2, 1, 0]);
});

test('a resumed run has spent what was recorded, that of failed and nested effects too', async () => {
  const store = memoryStore();
  const model = scriptedModel((_, call) =>
    call === 1 ? { fails: 'model.unavailable' } : { text: 'Yes.' },
  );
  const inner = pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
    await ask(scope, model, 400, 100);
    await ask(scope, model, 400, 100);
  });
  let stop = true;
  const seen: unknown[] = [];
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    await scope.run(inner, null).catch(() => undefined);
    await ask(scope, model, 400, 100);
    seen.push(scope.budget);
    if (stop) throw new Error('The process ends here.');
  });
  const options = { id: 'run', budget: { tokens: 5000, usd: 1, steps: 10 } };
  const first = await agent.run(null, { ...options, journal: storeJournal(store) }).outcome;
  stop = false;
  const again = storeJournal(store.restart());
  const second = await agent.run(null, { ...options, journal: again }).outcome;
  expect(second).toMatchObject({ status: 'completed', usage: first.usage });
  expect(first.usage.calls.map(({ outcome }) => outcome)).toEqual(['served', 'failed', 'served']);
  expect(seen[1]).toEqual(seen[0]);
  expect(model.calls).toHaveLength(3);
});

test('more budget lets a stopped run go on where it was', async () => {
  const store = memoryStore();
  const model = scriptedModel(() => 'Yes.');
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    for (let step = 0; step < 6; step += 1) {
      await ask(scope, model, 400, 100);
      scope.partial(step + 1);
    }
    return 6;
  });
  const run = (budget: number, from: typeof store) =>
    agent.run(null, { id: 'run', budget: { tokens: budget }, journal: storeJournal(from) }).outcome;
  const first = await run(620, store);
  expect(first).toMatchObject({ status: 'stopped', reason: 'tokens', partial: 4 });
  expect(tokens(first)).toBeLessThanOrEqual(620);
  expect(await run(620, store.restart())).toMatchObject({ status: 'stopped', partial: 4 });
  expect(await run(2000, store.restart())).toMatchObject({ status: 'completed', value: 6 });
  expect(model.calls).toHaveLength(6);
});

test('money is counted in whole nano-dollars, also where an adapter reports a part of one', async () => {
  const model: ChatModel = {
    id: 'odd',
    info: { features: [], maxOutputTokens: 10, price: { inputUsd: 0.1, outputUsd: 0.3, asOf: '' } },
    async generate(_, context) {
      const estimate = { model: 'odd', info: model.info, inputBytes: 3 };
      const reservation = await context?.meter.reserve(estimate);
      const used = { model: 'odd', outcome: 'served' as const, inputTokens: 3, outputTokens: 1 };
      const call = reservation?.settle({ ...used, nanoUsd: 0.1 + 0.2 }) ?? used;
      return { message: { role: 'assistant', content: [] }, stopReason: 'end', calls: [call] };
    },
    async *stream() {},
  };
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    await ask(scope, model, 3, 10);
    await ask(scope, model, 3, 10);
    return scope.budget.usd;
  });
  const outcome = await agent.run(null, { budget: { usd: 1 } }).outcome;
  expect(outcome).toMatchObject({ status: 'completed', value: 1 - 2e-9 });
});
