import { createRuntime, type Message, system, textOf, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tool, toolAgent } from '../../src/index.ts';

const input = z.object({ n: z.int().optional() });

describe('from outside', () => {
  test('a message joins the conversation behind the results, and an operator’s instruction the instructions', async () => {
    const runtime = createRuntime();
    const look = tool({
      name: 'look',
      description: 'Looks.',
      input,
      effect: 'read',
      run: async () => {
        runtime.control.steer({ agent: 'clerk' }, user('In French, please.'));
        runtime.control.steer({ agent: 'clerk' }, system('Never mention prices.'));
        return 'seen';
      },
    });
    const model = scriptedModel([{ calls: [{ name: 'look' }] }, 'Oui.']);
    await runtime.run(toolAgent({ name: 'clerk', model, tools: [look] }), '?').value();
    const messages = model.calls[1]?.request.messages ?? [];
    expect(messages.at(-1)?.content).toMatchObject([
      { type: 'tool-result' },
      { type: 'text', text: 'In French, please.' },
    ]);
    expect(textOf(messages[1] as Message)).toBe('Never mention prices.');
  });

  test('a message that comes with the answer is answered, too', async () => {
    const runtime = createRuntime();
    const model = scriptedModel((_, n) => {
      if (n === 0) runtime.control.steer({ agent: 'clerk' }, user('And Bern?'));
      return n === 0 ? 'Vaduz is mild.' : 'Bern is mild, too.';
    });
    const agent = toolAgent({ name: 'clerk', model, tools: [] });
    expect(await runtime.run(agent, 'Weather?').value()).toBe('Bern is mild, too.');
    expect(model.calls[1]?.request.messages.map(textOf)).toEqual([
      'Weather?',
      'Vaduz is mild.',
      'And Bern?',
    ]);
  });

  test('an answer is not lost when there is no turn left for what was added to it', async () => {
    const runtime = createRuntime();
    const model = scriptedModel(() => {
      runtime.control.steer({ agent: 'clerk' }, user('And Bern?'));
      return 'Vaduz is mild.';
    });
    const agent = toolAgent({ name: 'clerk', model, tools: [], limits: { turns: 1 } });
    expect(await runtime.run(agent, 'Weather?').outcome).toMatchObject({
      status: 'stopped',
      reason: 'steps',
      partial: 'Vaduz is mild.',
    });
  });

  test('a pause holds the next effect until it is released, a stop ends the run with its work', async () => {
    const runtime = createRuntime();
    const look = tool({
      name: 'look',
      description: 'Looks.',
      input,
      effect: 'read',
      run: async ({ n }) => n ?? 0,
    });
    const model = scriptedModel((_, n) => ({ calls: [{ name: 'look', input: { n } }] }));
    const run = runtime.run(toolAgent({ name: 'clerk', model, tools: [look] }), '?', { id: 'r' });
    let paused = false;
    for await (const event of run) {
      if (event.type === 'effect.finished' && event.id.includes('call:look') && !paused) {
        paused = true;
        runtime.control.pause({ runId: 'r' });
        const before = model.calls.length;
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect(model.calls.length).toBe(before);
        runtime.control.release({ runId: 'r' });
      }
      if (model.calls.length === 3) runtime.control.stop({ agent: 'clerk' }, 'too dear');
    }
    expect(await run.outcome).toMatchObject({
      status: 'stopped',
      reason: 'aborted',
      partial: expect.stringContaining('look'),
    });
  });
});

describe('who may see a tool', () => {
  const seen: string[] = [];
  const admin = tool({
    name: 'drop_table',
    description: 'Drops a table.',
    input,
    visibleTo: (principal) => principal?.groups.includes('admins') === true,
    run: async () => {
      seen.push('dropped');
      return 'dropped';
    },
  });
  const script = () => [{ calls: [{ name: 'drop_table' }] }, 'Done.'];

  test('others neither see it nor can they call it', async () => {
    for (const groups of [['staff'], []]) {
      const model = scriptedModel(script());
      const principal = { tenant: 'acme', subject: 'ada', groups };
      await toolAgent({ name: 'clerk', model, tools: [admin] }).run('?', { principal }).outcome;
      expect(JSON.stringify(model.calls[0]?.request.tools ?? [])).not.toContain('drop_table');
    }
    const model = scriptedModel(script());
    await toolAgent({ name: 'clerk', model, tools: [admin] }).run('?').outcome;
    expect(seen).toEqual([]);
  });

  test('whoever may, can', async () => {
    const model = scriptedModel(script());
    const principal = { tenant: 'acme', subject: 'eve', groups: ['admins'] };
    await toolAgent({ name: 'clerk', model, tools: [admin] })
      .run('?', { principal })
      .value();
    expect(seen).toEqual(['dropped']);
  });

  test('who loses the right while the run goes on cannot call it any more', async () => {
    let may = true;
    const key = tool({
      name: 'key',
      description: 'Opens.',
      input,
      effect: 'read',
      visibleTo: () => may,
      run: async () => seen.push('opened'),
    });
    const model = scriptedModel((_, n) => {
      may = false;
      return n === 0 ? { calls: [{ name: 'key' }] } : 'No.';
    });
    await toolAgent({ name: 'clerk', model, tools: [key] })
      .run('?')
      .value();
    expect(seen).not.toContain('opened');
  });
});

test.each(['visibleTo', 'needsApproval'])(
  'a %s that throws ends the run: nothing runs that nobody could decide about',
  async (what) => {
    let ran = false;
    const refuse = () => {
      throw new Error('no directory');
    };
    const key = tool({
      name: 'key',
      description: 'Opens.',
      input,
      [what]: refuse,
      run: () => {
        ran = true;
        return null;
      },
    });
    const model = scriptedModel([{ calls: [{ name: 'key' }] }]);
    const outcome = await toolAgent({ name: 'clerk', model, tools: [key] }).run('?').outcome;
    expect(outcome).toMatchObject({ status: 'failed', error: { message: 'no directory' } });
    expect(ran).toBe(false);
  },
);

test('a name, limits and two tools of one name are checked when the agent is made', () => {
  const model = scriptedModel([]);
  const look = tool({ name: 'look', description: 'Looks.', input, run: () => 1 });
  const make = (more: object) => () => toolAgent({ name: 'clerk', model, tools: [look], ...more });
  expect(make({ limits: { turns: 0 } })).toThrow(/turns must be 1 or more/);
  expect(make({ limits: { concurrency: Number.NaN } })).toThrow(/concurrency/);
  expect(make({ results: { maxCharacters: -1 } })).toThrow(/maxCharacters/);
  expect(make({ tools: [look, { ...look }] })).toThrow(/Two tools/);
});
