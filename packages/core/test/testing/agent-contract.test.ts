import { type Agent, type ChatModel, pattern, toolCallsOf, user } from '@ashlar/core';
import { agentContract, listRetriever, scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

const principal = { tenant: 'acme', subject: 'ann', groups: [] };

/** Looks up, asks somebody, pays and sums up: a bit of everything that a scope offers. */
function everything(): Agent<{ topic: string }, { text: string; paid: number }> {
  const model = scriptedModel((request) => {
    const answered = request.messages.some((message) =>
      message.content.some((part) => part.type === 'tool-result'),
    );
    return answered ? 'All done.' : { calls: [{ id: 'c', name: 'pay', input: { amount: 3 } }] };
  });
  const pay = scriptedTool(
    { name: 'pay', effect: 'once' },
    ({ amount }: { amount: number }) => amount,
  );
  const list = listRetriever(['ashlar is dressed stone', 'rubble is not']);
  const inner = pattern({ name: 'inner', version: '1' }, async (word: string, scope) =>
    scope.step('shout', () => word.toUpperCase()),
  );
  return pattern(
    { name: 'everything', version: '1' },
    async ({ topic }: { topic: string }, scope) => {
      const { hits, loud } = await scope.parallel({
        hits: (branch) => branch.retrieve(list, topic),
        loud: (branch) => branch.run(inner, topic),
      });
      const messages = [user(`${loud}: ${hits.map((hit) => hit.text).join()}`)];
      const tools = [{ name: pay.name, description: pay.description, inputSchema: {} }];
      const first = await scope.generate(model, { messages, tools });
      const [call] = toolCallsOf(first.message);
      const ruling = await scope.approve({ name: 'pay', data: { amount: 3 } });
      const paid = ruling.approved ? await scope.call(pay, { amount: 3 }) : 0;
      const result = { type: 'tool-result', callId: call?.id ?? '', content: [] } as const;
      const last = await scope.generate(model, {
        messages: [...messages, first.message, user([result])],
        tools,
      });
      return {
        text: last.message.content.map((part) => ('text' in part ? part.text : '')).join(),
        paid,
      };
    },
  );
}

describeAgentContract('a pattern with a bit of everything', () => ({
  agent: everything() as Agent,
  input: { topic: 'ashlar stone' },
  options: { principal },
}));

/** A model with a judge before and a note behind every call, and a fallback inside. */
function judged(): ChatModel {
  const broken = scriptedModel(() => ({ fails: 'model.throttled' }), { id: 'broken' });
  const whole = scriptedModel(() => 'fine', { id: 'whole' });
  return {
    ...whole,
    id: 'judged',
    kind: 'guard',
    inner: [broken, whole],
    async generate(request, context) {
      await context?.step('judge', (inside) => inside.step('look', () => true));
      const response = await broken
        .generate(request, context)
        .catch(() => whole.generate(request, context));
      await context?.step('note', () => response.stopReason);
      return response;
    },
  };
}

describeAgentContract('a pattern over a model with side calls', () => ({
  agent: pattern({ name: 'judging', version: '1' }, async (_: unknown, scope) => {
    const model = judged();
    const answers: string[] = [];
    for (const text of ['one', 'two']) {
      answers.push((await scope.generate(model, { messages: [user(text)] })).stopReason);
    }
    return answers;
  }) as Agent,
  input: null,
}));

describe('the contract of agents bites on', () => {
  let outside = 0;

  const cases: readonly [string, () => Agent, string][] = [
    [
      'a value that is read outside of the scope',
      () =>
        pattern({ name: 'clocked', version: '1' }, async (_: unknown, scope) => {
          const now = ++outside;
          return now + (await scope.step('one', () => 1));
        }) as Agent,
      'goes on after a kill behind any append',
    ],
    [
      'a value that is read outside of the scope, when it is replayed',
      () =>
        pattern({ name: 'clocked', version: '1' }, async (_: unknown, scope) => {
          const now = ++outside;
          return now + (await scope.step('one', () => 1));
        }) as Agent,
      'replays a finished run without doing anything again',
    ],
    [
      'an effect that is not awaited',
      () =>
        pattern({ name: 'floating', version: '1' }, async (_: unknown, scope) => {
          void scope.step('late', () => new Promise((resolve) => setTimeout(resolve, 5, 1)));
          return null;
        }) as Agent,
      'tells everything that happens in order, from its start to its end',
    ],
    [
      'a limit that becomes an error of its own',
      () => {
        const tool = scriptedTool({ name: 'look' }, () => 1);
        return pattern({ name: 'wrapping', version: '1' }, (_: unknown, scope) =>
          scope.call(tool, {}).catch(() => {
            throw new Error('Something went wrong.');
          }),
        ) as Agent;
      },
      'gives back what it has when its steps run out',
    ],
    [
      'a value that does not fit its schema',
      () => {
        const agent = pattern({ name: 'untrue', version: '1' }, () => 1) as Agent;
        const props = { version: 1, vendor: 'test', jsonSchema: { input: () => ({}) } } as const;
        const validate = () => ({ issues: [{ message: 'not a string' }] });
        return { ...agent, output: { '~standard': { ...props, validate } } };
      },
      'completes with a value that is JSON and fits its schema',
    ],
    [
      'an order that depends on timing',
      () => {
        const model = scriptedModel(() => 'yes');
        const tool = scriptedTool({ name: 'look' }, () => 1);
        return pattern({ name: 'racing', version: '1' }, async (_: unknown, scope) => {
          const order: string[] = [];
          await Promise.all([
            scope.generate(model, { messages: [user('x')] }).then(() => order.push('model')),
            scope.call(tool, {}).then(() => order.push('tool')),
            scope.call(tool, { again: 1 }).then(() => order.push('again')),
          ]);
          return order;
        }) as Agent;
      },
      'goes on after a kill when everything takes another time',
    ],
    [
      'an agent that loses the options it is given',
      () => {
        const agent = pattern({ name: 'deaf', version: '1' }, (_: unknown, scope) =>
          scope.step('one', () => 1),
        ) as Agent;
        return { ...agent, run: (input) => agent.run(input) };
      },
      'tells everything that happens in order, from its start to its end',
    ],
  ];

  it.each(cases)('%s', async (_name, open, check) => {
    expect(await failures(agentContract(() => ({ agent: open(), input: null })))).toContain(check);
  });
});
