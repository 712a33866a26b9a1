import {
  type Answerer,
  type ChatModel,
  isAshlarError,
  type Json,
  pattern,
  textOf,
  user,
} from '@ashlar/core';
import { type Bodies, body, modelOf, say, toolOf } from '../parts.ts';
import type { World } from '../world.ts';

/** Bodies with effects inside effects: agents, wrappers, tools; and those that wait for people. */
export function nestedBodies(world: World): Bodies {
  const read = toolOf(world, 'read');
  const model = modelOf(world, 'model');

  const inner = pattern({ name: 'inner', version: '1' }, async (topic: string, scope) => {
    const said = await say(scope, model, topic);
    const found = await scope.call(read, said);
    scope.partial(said);
    return [said, found, await scope.call(read, topic)] as const;
  });

  const agents = body('nested-agents-same-name-and-input', async (scope) => [
    await scope.run(inner, 'same'),
    await scope.run(inner, 'same'),
    await Promise.all([scope.run(inner, 'same'), scope.run(inner, 'same')]),
  ]);

  const budgets = body('nested-agents-with-budgets', async (scope) => {
    const limited = scope.run(inner, 'limited', { budget: { steps: 2 } });
    const stop = await limited.catch((error) =>
      isAshlarError(error, 'run.stopped') ? [error.facts.reason, error.facts.partial] : 'other',
    );
    return [stop, await scope.run(inner, 'roomy', { budget: { steps: 3, tokens: 2000 } })] as Json;
  });

  const judge: Answerer<string, string> = {
    question: 'judge@1',
    how: 'on:judge',
    answer: (text, scope) => say(scope, modelOf(world, 'judge'), text),
  };
  const guarded: ChatModel = {
    ...model,
    id: 'guarded',
    kind: 'guard',
    inner: [model],
    async generate(request, context) {
      const before = await context?.ask(judge, `input ${JSON.stringify(request.messages)}`);
      const response = await model.generate(request, context);
      const after = await context?.ask(judge, `output ${textOf(response.message)}`);
      return { ...response, vendor: { judge: [before, after] as Json } };
    },
  };
  const wrapper = body('judge-inside-a-wrapper', async (scope) => {
    const first = await scope.generate(guarded, { messages: [user('one')] });
    const both = await scope.parallel({
      guarded: (inside) => inside.generate(guarded, { messages: [user(textOf(first.message))] }),
      read: (inside) => inside.call(read, textOf(first.message)),
    });
    return [first.vendor, textOf(both.guarded.message), both.guarded.vendor, both.read];
  });

  const order = toolOf(world, 'order', { effect: 'once' });
  const shop = {
    ...order,
    name: 'shop',
    effect: 'idempotent' as const,
    async run(input: Json, context: Parameters<typeof order.run>[1]) {
      const price = await context.step('price', () => Math.random());
      const { got } = await read.run(input, context);
      const buy: Answerer<Json, { got: string }> = {
        question: 'buy@1',
        how: 'by:order',
        answer: (what, scope) => scope.call(order, what),
      };
      const receipt = await context.ask(buy, input);
      return { asked: input, got, price, receipt };
    },
  };
  const tools = body('effects-inside-tools', async (scope) => [
    await scope.call(shop, 'chair'),
    await scope.parallel([(a) => a.call(shop, 'table'), (b) => b.call(read, 'lamp')]),
  ]);

  const pay = toolOf(world, 'pay', { effect: 'once' });
  const approvals = body('approvals', async (scope) => {
    const draft = await say(scope, model, 'draft');
    const [sibling, ...rulings] = await Promise.all([
      scope.call(read, draft),
      scope.approve({ name: 'legal', data: draft }),
      scope.approve({ name: 'finance', data: draft }),
    ]);
    return [sibling, rulings.map(({ by }) => by), await scope.call(pay, draft)];
  });

  return Object.fromEntries(
    [agents, budgets, wrapper, tools, approvals].map((one) => [one.name, one]),
  );
}
