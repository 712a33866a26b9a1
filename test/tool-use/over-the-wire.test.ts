import { bedrock, chatModel } from '@ashlar/bedrock';
import { createRuntime, decide, hmacSigner, resume } from '@ashlar/core';
import { type ScriptedStep, scriptedModel } from '@ashlar/core/testing';
import { emulator, type FaultRule, throttle } from '@ashlar/emulator';
import { rejected, tool, toolAgent, toolContent } from '@ashlar/tool-use';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';

// The real AWS SDK and the adapter against the emulator's wire; behind it a script.
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const signer = hmacSigner('the host keeps this secret');
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

async function served(script: readonly ScriptedStep[], faults: readonly FaultRule[] = []) {
  const chat = scriptedModel(script);
  const local = await emulator({ chat, faults });
  onTestFinished(() => local.close());
  const connection = bedrock({ endpoint: local.url, region: 'eu-central-1', credentials });
  return { chat, local, model: chatModel('acme.any-v1:0', { connection }) };
}

const input = z.object({ city: z.string() });
const weather = tool({
  // Names that Bedrock does not take are mapped, and mapped back.
  name: 'weather.today',
  description: 'The weather of a city today.',
  input,
  effect: 'read',
  run: async ({ city }) => ({ city, degrees: 21 }),
});
const picture = tool({
  name: 'picture',
  description: 'A picture of a city.',
  input,
  effect: 'read',
  run: async ({ city }) =>
    toolContent([
      { type: 'text', text: `${city} from above` },
      { type: 'image', format: 'png', source: { base64: PNG } },
    ]),
});
const refuse = tool({
  name: 'refuse',
  description: 'Refuses.',
  input,
  run: () => {
    throw rejected('Not today.');
  },
});
const tools = [weather, picture, refuse];

const bern = { city: 'Bern' };
const work: readonly ScriptedStep[] = [
  {
    text: 'Let me look. ',
    reasoning: 'Where is that?',
    calls: [
      { name: 'weather_today', input: bern },
      { name: 'picture', input: bern },
      { name: 'refuse', input: bern },
      { name: 'made up!', input: {} },
    ],
  },
  'It is mild in Bern.',
];

test.each([false, true])(
  'calls, results, images and errors go over the wire and back (streamed: %s)',
  async (stream) => {
    const { chat, model } = await served(work);
    const run = toolAgent({ name: 'clerk', model, tools }).run('How is Bern?', { stream });
    const text: string[] = [];
    const given: Record<string, string> = {};
    for await (const event of run) {
      if (event.type === 'text.delta') text.push(event.text);
      if (event.type !== 'tool.delta') continue;
      given[event.name] = (given[event.name] ?? '') + event.text;
    }
    expect(await run.value()).toBe('It is mild in Bern.');
    if (stream) {
      expect(text.join('')).toBe('Let me look. It is mild in Bern.');
      expect(given).toMatchObject({ weather_today: JSON.stringify(bern) });
    }

    const results = chat.calls[1]?.request.messages.at(-1)?.content;
    expect(results).toMatchObject([
      { content: [{ type: 'json', value: { city: 'Bern', degrees: 21 } }] },
      { content: [{ type: 'text' }, { type: 'image', format: 'png', source: { base64: PNG } }] },
      { isError: true, content: [{ text: expect.stringContaining('Not today.') }] },
      { isError: true, content: [{ text: expect.stringContaining('There is no tool') }] },
    ]);
    chat.assertDone();
  },
);

test('a throttled stream is tried again, one that breaks off fails the run, and its resume books nothing again', async () => {
  const faults: readonly FaultRule[] = [
    { request: 1, fault: throttle() },
    { request: 3, fault: { kind: 'end', afterEvents: 3 } },
  ];
  let booked = 0;
  const book = tool({
    name: 'book',
    description: 'Books.',
    input,
    run: async () => {
      booked += 1;
      return 'booked';
    },
  });
  const call = { calls: [{ name: 'book', input: bern }] };
  // What broke off was asked of the engine, too.
  const { local, model } = await served([call, 'This is lost.', 'Booked.'], faults);
  const agent = toolAgent({ name: 'clerk', model, tools: [book] });
  const broken = await agent.run('Book.', { stream: true }).outcome;
  if (broken.status !== 'failed' || broken.checkpoint === undefined) {
    throw new Error(JSON.stringify(broken));
  }
  expect(broken.error).toMatchObject({ code: 'model.truncated', retryable: true });
  const again = resume(agent, broken.checkpoint, [], { stream: true });
  expect(await again.value()).toBe('Booked.');
  expect(booked).toBe(1);
  expect(local.requests).toHaveLength(4);
  expect((await again.outcome).usage.calls.map(({ outcome }) => outcome)).toContain('failed');
});

test('a service that stays down fails the run, which is resumed when it is up, without doing anything again', async () => {
  const down: FaultRule = {
    request: [2, 3, 4, 5, 6, 7],
    fault: { kind: 'error', status: 400, exception: 'AccessDeniedException' },
    times: 1,
  };
  let booked = 0;
  const book = tool({
    name: 'book',
    description: 'Books.',
    input,
    needsApproval: true,
    run: async () => {
      booked += 1;
      return 'booked';
    },
  });
  const { model } = await served([{ calls: [{ name: 'book', input: bern }] }, 'Booked.'], [down]);
  const agent = toolAgent({ name: 'clerk', model, tools: [book] });
  const runtime = createRuntime({ signer });
  const suspended = await runtime.run(agent, 'Book.').outcome;
  if (suspended.status !== 'suspended' || suspended.pending[0]?.kind !== 'approval') {
    throw new Error(JSON.stringify(suspended));
  }
  const approved = { verdict: 'approved', by: 'ann' } as const;
  const decision = await decide(suspended.pending[0], approved, signer);
  const failed = await runtime.resume(agent, suspended.checkpoint, [decision]).outcome;
  if (failed.status !== 'failed' || failed.checkpoint === undefined) {
    throw new Error(JSON.stringify(failed));
  }
  expect(await runtime.resume(agent, failed.checkpoint).value()).toBe('Booked.');
  expect(booked).toBe(1);
});

test('an answer of a type comes through a forced tool', async () => {
  const { chat, model } = await served([
    { calls: [{ name: 'final_answer', input: { degrees: 21 } }] },
  ]);
  const output = z.object({ degrees: z.int() });
  const agent = toolAgent({ name: 'clerk', model, tools: [], output });
  expect(await agent.run('How warm is it?').value()).toEqual({ degrees: 21 });
  expect(chat.calls[0]?.request.tools?.map(({ name }) => name)).toEqual(['final_answer']);
});
