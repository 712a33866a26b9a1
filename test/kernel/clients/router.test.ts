import { pattern, textOf, user } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { router } from './router.ts';

const ask = (model: Parameters<typeof router>[0][number]) =>
  pattern({ name: 'ask', version: '1' }, async (text: string, scope) => {
    const { message } = await scope.generate(model, { messages: [user(text)] });
    return textOf(message);
  });

test('an answer that breaks off is begun again by the next target, and both attempts are paid for', async () => {
  const first = scriptedModel([{ text: 'The capital of', fails: 'model.unavailable', after: 2 }], {
    id: 'first',
  });
  const second = scriptedModel(['The capital is Vaduz.'], { id: 'second' });
  const run = ask(router([first, second])).run('Capital of Liechtenstein?');

  const seen: string[] = [];
  for await (const event of run) {
    if (event.type === 'text.delta') seen.push(event.text);
    if (event.type === 'stream.restarted') seen.push('↺');
  }
  const outcome = await run.outcome;

  expect(seen.join('')).toBe('The capital ↺The capital is Vaduz.');
  expect(outcome).toMatchObject({ status: 'completed', value: 'The capital is Vaduz.' });
  expect(outcome.usage.calls.map((call) => [call.model, call.outcome])).toEqual([
    ['first', 'failed'],
    ['second', 'served'],
  ]);
});

test('the same without anybody watching', async () => {
  const first = scriptedModel([{ fails: 'model.throttled' }], { id: 'first' });
  const second = scriptedModel(['Vaduz.'], { id: 'second' });

  expect(
    await ask(router([first, second]))
      .run('Capital?')
      .value(),
  ).toBe('Vaduz.');
});

test('a router promises only what all its targets can do', () => {
  const small = scriptedModel([], {
    id: 'small',
    info: { features: ['tools'], contextWindow: 8000 },
  });
  const large = scriptedModel([], { id: 'large', info: { features: ['tools', 'images'] } });

  expect(router([small, large]).info).toMatchObject({ features: ['tools'], contextWindow: 8000 });
});
