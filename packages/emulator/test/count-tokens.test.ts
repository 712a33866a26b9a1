import { CountTokensCommand } from '@aws-sdk/client-bedrock-runtime';
import { expect, it } from 'vitest';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const converse = { messages: [{ role: 'user' as const, content: [{ text: 'twelve bytes' }] }] };

it('asks the engine that can count', async () => {
  const chat = { ...echoModel(), countTokens: async () => 42 };
  const { sdk, running } = await serve({ chat });
  const answer = await sdk.send(new CountTokensCommand({ modelId: 'm', input: { converse } }));
  expect(answer.inputTokens).toBe(42);
  expect(running.requests[0]?.usageEstimated).toBe(false);
});

it('estimates for an engine that cannot, and says so', async () => {
  const { sdk, running } = await serve({ chat: echoModel() });
  const body = new TextEncoder().encode('{"text":"sixteen"}');
  const counts = [
    await sdk.send(new CountTokensCommand({ modelId: 'm', input: { converse } })),
    await sdk.send(new CountTokensCommand({ modelId: 'm', input: { invokeModel: { body } } })),
  ];
  expect(counts.map(({ inputTokens }) => inputTokens)).toEqual([3, 5]);
  expect(running.requests.map(({ usageEstimated }) => usageEstimated)).toEqual([true, true]);
});

it('refuses an input with neither, and a conversation that Converse would refuse', async () => {
  const { sdk } = await serve({ chat: echoModel() });
  const send = (input: object) =>
    sdk
      .send(new CountTokensCommand({ modelId: 'm', input } as never))
      .catch((error) => error.message);
  expect(await send({})).toContain('Exactly one member of CountTokensInput must be set, 0 are');
  expect(await send({ converse: { messages: [] } })).toContain('must start with a user message');
});
