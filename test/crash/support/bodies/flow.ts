import { type Message, toolCallsOf, user } from '@ashlar/core';
import { type Bodies, body, modelOf, reorderingRetriever, say, toolOf } from '../parts.ts';
import type { World } from '../world.ts';

/** Bodies that do one thing after the other. */
export function flowBodies(world: World): Bodies {
  const read = toolOf(world, 'read');
  const model = modelOf(world, 'model');
  const look = toolOf(world, 'look');
  const turns = (messages: readonly Message[]) =>
    messages.filter(({ role }) => role === 'assistant').length;
  const caller = modelOf(world, 'caller', ({ messages }) => turns(messages) < 3);
  const inputSchema = { type: 'object' } as const;
  const tools = [{ name: 'look', description: 'Looks.', inputSchema }];

  const toolLoop = body('tool-loop', async (scope) => {
    const messages: Message[] = [user('Look three times.')];
    for (;;) {
      const { message } = await scope.generate(caller, { messages, tools });
      messages.push(message);
      const [call] = toolCallsOf(message);
      if (call === undefined) return messages;
      const found = await scope.call(look, call.input);
      const content = [{ type: 'text' as const, text: found.got }];
      messages.push(user({ type: 'tool-result', callId: call.id, content }));
    }
  });

  const flaky = toolOf(world, 'flaky', { failing: 0.5 });
  const retry = body('retry', async (scope) => {
    const failures: string[] = [];
    while (failures.length < 6) {
      try {
        return [failures, await scope.call(flaky, 'same'), await scope.call(read, failures)];
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    return failures;
  });

  const branch = body('branch-on-result', async (scope) => {
    const { got } = await scope.call(read, 'dice');
    if (got < 'i') return [got, await say(scope, model, got), await scope.call(look, got)];
    return [got, await scope.call(look, [got]), await scope.call(read, got)];
  });

  const clock = body('clock-and-id-as-steps', async (scope) => {
    const at = await scope.step('clock', () => performance.now());
    const id = await scope.step('id', () => crypto.randomUUID());
    return [at, id, await say(scope, model, `${id} at ${at}`), await scope.call(read, id)];
  });

  const clockInPrompt = body('clock-in-prompt', async (scope) => {
    const before = await scope.call(read, 'before');
    const said = await say(scope, model, `It is ${performance.now()}, or ${Math.random()}.`);
    return [before, said, await scope.call(read, said)];
  });

  const ties = body('retriever-reorders-ties', async (scope) => {
    const hits = await scope.retrieve(reorderingRetriever(world), 'q', {
      access: { unrestricted: 'crash test' },
    });
    const said = await say(scope, model, hits.map(({ text }) => text).join('\n'));
    return [hits.map(({ id }) => id), said, await scope.call(read, said)];
  });

  const pay = toolOf(world, 'pay', { effect: 'once' });
  const put = toolOf(world, 'put', { effect: 'idempotent' });
  const payments = body('once-after-once', async (scope) => [
    await scope.call(pay, 'rent'),
    await scope.call(put, 'note'),
    await scope.call(pay, 'rent'),
    await scope.call(read, 'balance'),
  ]);

  const quick = toolOf(world, 'quick', { slowness: 0 });
  const thousand = body('a-thousand-steps', async (scope) => {
    let last = '';
    for (let index = 0; index < 1000; index += 1) last = (await scope.call(quick, index)).got;
    return last;
  });

  return Object.fromEntries(
    [toolLoop, retry, branch, clock, clockInPrompt, ties, payments, thousand].map((one) => [
      one.name,
      one,
    ]),
  );
}
