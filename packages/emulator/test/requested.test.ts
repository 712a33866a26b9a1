import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { expect, it } from 'vitest';
import { wordCheck } from './checks.ts';
import { eventsOf, hello } from './client.ts';
import { echoModel } from './echo-model.ts';
import { serve } from './serve.ts';

const asked = {
  serviceTier: { type: 'flex' },
  performanceConfig: { latency: 'optimized' },
} as const;
const router = 'arn:aws:bedrock:eu-central-1:123456789012:default-prompt-router/acme:1';

it('an answer says the tier and the latency that were asked for, streamed or not', async () => {
  const { sdk } = await serve({ chat: echoModel() });
  expect(await sdk.send(new ConverseCommand({ ...hello(), ...asked }))).toMatchObject(asked);
  const events = await eventsOf(sdk, { ...hello(), ...asked });
  expect(events.at(-1)?.metadata).toMatchObject(asked);
  expect((await sdk.send(new ConverseCommand(hello()))).serviceTier).toBeUndefined();
});

it('what the engine says of itself wins', async () => {
  const served = { serviceTier: { type: 'default' } } as const;
  const { sdk } = await serve({ chat: echoModel(() => ({ vendor: { bedrock: served } })) });
  const answer = await sdk.send(new ConverseCommand({ ...hello(), ...asked }));
  expect([answer.serviceTier?.type, answer.performanceConfig?.latency]).toEqual([
    'default',
    'optimized',
  ]);
});

it('a prompt router says which model it invoked, beside the trace of a guardrail', async () => {
  const checks = [wordCheck('x', { action: 'flag', code: 'topic.x' })];
  const { sdk } = await serve({ chat: echoModel(), checks });
  const plain = await sdk.send(new ConverseCommand({ ...hello(), modelId: router }));
  expect(plain.trace).toEqual({ promptRouter: { invokedModelId: 'echo' } });
  const guardrailConfig = {
    guardrailIdentifier: 'gr1',
    guardrailVersion: '1',
    trace: 'enabled',
  } as const;
  const guarded = await sdk.send(
    new ConverseCommand({ ...hello(), modelId: router, guardrailConfig }),
  );
  expect(Object.keys(guarded.trace ?? {}).sort()).toEqual(['guardrail', 'promptRouter']);
});
