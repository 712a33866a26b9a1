import * as first from '@ashlar/core';
import { fakeClock, memoryStore, scriptedModel } from '@ashlar/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { secondCopy } from './support/second-copy.ts';
import { never, turnsUntil } from './support/turns.ts';

let second: typeof first;
let remove = (): void => {};
beforeAll(async () => {
  const copy = await secondCopy();
  second = copy.core;
  remove = copy.remove;
});
afterAll(() => remove());

/** Each test with the two copies in both roles. */
const roles = [
  ['the first inside the second', () => [first, second] as const],
  ['the second inside the first', () => [second, first] as const],
] as const;

test('they are two copies', () => {
  expect(second.AshlarError).not.toBe(first.AshlarError);
  const error = new second.AshlarError('unexpected', 'x', { facts: {} });
  expect(error instanceof first.AshlarError).toBe(false);
  expect(first.isAshlarError(error, 'unexpected')).toBe(true);
  expect(first.isAshlarError(error, 'run.stopped')).toBe(false);
  expect(first.toAshlarError(error)).toBe(error);
});

describe.each(roles)('%s', (_name, copies) => {
  test('a nested agent shares the journal, the budget, the events and the principal', async () => {
    const [inner, outer] = copies();
    const model = scriptedModel(() => 'Yes.');
    const agent = inner.pattern({ name: 'inner', version: '1' }, async (word: string, scope) => {
      const { message } = await scope.generate(model, { messages: [inner.user(word)] });
      return `${inner.textOf(message)} ${scope.principal?.subject}`;
    });
    const around = outer.pattern({ name: 'outer', version: '1' }, async (_: null, scope) => [
      await scope.run(agent, 'a'),
      await scope.run(agent, 'b'),
    ]);
    const store = memoryStore();
    const principal = { tenant: 't', subject: 'ann', groups: [] };
    const options = { id: 'r', principal, journal: outer.storeJournal(store) };
    const run = around.run(null, options);
    const paths = new Set<string>();
    for await (const event of run) paths.add(`${event.runId} ${event.path}`);

    expect(await run.outcome).toMatchObject({
      value: ['Yes. ann', 'Yes. ann'],
      usage: { steps: 2 },
    });
    expect([...paths]).toEqual(['r ', 'r/run:inner#0 run:inner#0', 'r/run:inner#1 run:inner#1']);
    expect(await around.run(null, options).value()).toEqual(['Yes. ann', 'Yes. ann']);
    expect(model.calls).toHaveLength(2);

    const limited = await around.run(null, { principal, budget: { steps: 1 } }).outcome;
    expect(limited).toMatchObject({ status: 'stopped', reason: 'steps' });
  });

  test('an abort reaches a nested agent, whose partial result comes back in the error', async () => {
    const [inner, outer] = copies();
    const clock = fakeClock();
    const agent = inner.pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
      scope.partial('half');
      return scope.step('wait', () => never<string>());
    });
    let partial: unknown;
    const around = outer.pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
      scope.run(agent, null).catch((error: unknown) => {
        partial = outer.isAshlarError(error, 'run.stopped') ? error.facts.partial : error;
        throw error;
      }),
    );
    const run = outer.createRuntime({ clock }).run(around, null);
    await clock.flush();
    run.abort();
    expect(await turnsUntil(run.outcome)).toBeLessThanOrEqual(3);
    expect(await run.outcome).toMatchObject({
      status: 'stopped',
      abandoned: ['run:inner#0/step:wait#0'],
    });
    expect(partial).toBe('half');
    expect(clock.waiting).toBe(0);
  });

  test('a runtime governs, stops and resumes agents of the other copy', async () => {
    const [inner, outer] = copies();
    const signer = outer.hmacSigner('the host keeps this secret');
    const refused: string[] = [];
    const policy: first.Policy = {
      model(model) {
        refused.push(model.id);
        throw new Error('not here');
      },
    };
    const agent = inner.pattern({ name: 'inner', version: '1' }, async (_: null, scope) => {
      await scope
        .generate(scriptedModel(['x']), { messages: [inner.user('?')] })
        .catch(() => undefined);
      const { approved } = await scope.approve({ name: 'go', data: {} });
      return approved;
    });
    const runtime = outer.createRuntime({ signer, policy });
    const suspended = await runtime.run(agent, null).outcome;
    if (suspended.status !== 'suspended' || !suspended.pending[0]) throw new Error('not suspended');
    expect(refused).toEqual(['scripted']);
    const ruling = { verdict: 'approved', by: 'ann' } as const;
    const decision = await inner.decide(suspended.pending[0], ruling, signer);
    const resumed = runtime.resume(agent, suspended.checkpoint, [decision]);
    expect(await resumed.value()).toBe(true);

    runtime.control.stop({ agent: 'inner' }, 'enough');
    expect(await runtime.run(agent, null).outcome).toMatchObject({
      status: 'stopped',
      message: 'Stopped by the operator: enough',
    });
  });

  test('a question, a wrapper and a schema of one copy work in a scope of the other', async () => {
    const [inner, outer] = copies();
    const isLong = inner.question({
      name: 'is-long',
      version: '1',
      input: z.object({ text: z.string() }),
      output: inner.jsonSchema<{ long: boolean }>({
        type: 'object',
        properties: { long: { type: 'boolean' } },
        required: ['long'],
      }),
      prompt: (input) => [inner.user(['Is it long?', inner.json(input)])],
    });
    const judge = scriptedModel([{ json: { long: false } }], { id: 'judge' });
    const unsure = isLong.by(() => inner.abstain);
    const answerer = outer.firstSure([unsure], isLong.on(judge));
    const guarded = inner.wrapModel(scriptedModel(['Short.']), {
      kind: 'guard',
      async generate(request, context) {
        const { long } = await context.ask(answerer, { text: 'Short.' });
        context.emit('judged', { long });
        return scriptedModel(['Short.']).generate(request, context);
      },
    });
    const stacked = outer.stack(guarded, []);
    const agent = outer.pattern({ name: 'agent', version: '1' }, async (_: null, scope) => {
      const { message } = await scope.generate(stacked, { messages: [inner.user('?')] });
      return outer.textOf(message);
    });
    expect(await agent.run(null).value()).toBe('Short.');
    expect(outer.isAbstain(inner.abstain)).toBe(true);
  });

  test('errors of one copy end and replay runs of the other by their code', async () => {
    const [inner, outer] = copies();
    const stop = outer.pattern({ name: 'agent', version: '1' }, () => {
      throw inner.stopped('loop', 'It goes round.');
    });
    expect(await stop.run(null).outcome).toMatchObject({ status: 'stopped', reason: 'loop' });

    const broken = outer.pattern({ name: 'agent', version: '1' }, (_: null, scope) =>
      scope.step('s', () => inner.toJson({ when: new Date() })),
    );
    expect(await broken.run(null).outcome).toMatchObject({
      status: 'failed',
      error: { code: 'value.not-json', facts: { path: '$.when', found: 'a Date' } },
    });
  });
});
