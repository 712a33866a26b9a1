import {
  createRuntime,
  decide,
  hmacSigner,
  json,
  memoryJournal,
  question,
  type RunEvent,
  stack,
  system,
  type Tool,
  user,
} from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { dag } from './dag.ts';
import { router } from './router.ts';
import { guard } from './streaming-guard.ts';
import { toolLoop } from './tool-loop.ts';

const signer = hmacSigner('the host keeps this secret');

const isSafe = question({
  name: 'guard.is-safe',
  version: '1',
  input: z.object({ text: z.string() }),
  output: z.object({ safe: z.boolean() }),
  prompt: (input) => [system('Is this text safe to show?'), user([json(input)])],
});

test('a plan of guarded, routed tool loops suspends, resumes elsewhere and repeats nothing', async () => {
  const sent: string[] = [];
  const send: Tool = {
    name: 'send',
    description: 'Sends a letter.',
    input: z.object({ to: z.string() }),
    effect: 'once',
    run: async (input) => {
      sent.push((input as { to: string }).to);
      return 'sent';
    },
  };
  const judge = scriptedModel(() => ({ json: { safe: true } }), { id: 'judge' });
  const shaky = scriptedModel(() => ({ text: 'I will', fails: 'model.unavailable', after: 1 }), {
    id: 'shaky',
  });
  const sound = scriptedModel(
    ({ messages }) =>
      messages.length === 1
        ? { text: 'I will send it. ', calls: [{ name: 'send', input: { to: 'Ann' } }] }
        : 'It is sent. ',
    { id: 'sound' },
  );
  const model = stack(sound, [guard(isSafe.on(judge)), (inner) => router([shaky, inner])]);
  const clerk = toolLoop('clerk', model, [send]);
  const plan = dag('plan', [
    { id: 'letter', agent: clerk, task: 'Write to Ann.', after: [] },
    {
      id: 'note',
      agent: toolLoop(
        'noter',
        scriptedModel(() => 'Noted.', { id: 'noter' }),
        [],
      ),
      task: 'Note it.',
      after: ['letter'],
    },
  ]);

  const runtime = createRuntime({ signer });
  const first = await runtime.run(plan, null).outcome;
  if (first.status !== 'suspended' || !first.pending[0]) throw new Error(JSON.stringify(first));
  expect(sent).toEqual([]);
  const before = {
    shaky: shaky.calls.length,
    sound: sound.calls.length,
    judge: judge.calls.length,
  };

  const decision = await decide(first.pending[0], { verdict: 'approved', by: 'ann' }, signer);
  const journal = memoryJournal(first.checkpoint.entries);
  const run = createRuntime({ signer }).resume(plan, first.checkpoint, [decision], {
    journal,
    stream: true,
  });
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);

  expect(await run.outcome).toMatchObject({
    status: 'completed',
    value: { letter: 'It is sent. ', note: 'Noted.' },
  });
  expect(sent).toEqual(['Ann']);
  expect(shaky.calls.length - before.shaky).toBe(1);
  expect(sound.calls.length - before.sound).toBe(1);
  expect(judge.calls.length - before.judge).toBe(1);
  expect(events.some((event) => event.type === 'stream.restarted')).toBe(true);
  const models = (await run.outcome).usage.calls.map((call) => call.model).sort();
  expect(models).toEqual(['judge', 'judge', 'noter', 'shaky', 'shaky', 'sound', 'sound']);
});
