import {
  type Check,
  createRuntime,
  decide,
  hmacSigner,
  isAshlarError,
  json,
  memoryJournal,
  pattern,
  question,
  type Scope,
  textOf,
  user,
} from '@ashlar/core';
import { fakeClock, recordRun, scriptedModel, scriptedTool } from '@ashlar/core/testing';
import { z } from 'zod';

const isPolite = question({
  name: 'house.is-polite',
  version: '1',
  input: z.object({ text: z.string() }),
  output: z.object({ polite: z.boolean() }),
  prompt: (input) => [user(['Is this polite?', json(input)])],
}).by(({ text }) => ({ polite: !text.includes('idiot') }), 'word-list');

const email: Check = {
  id: 'email',
  stages: ['output'],
  origins: ['model'],
  cost: 'sync',
  inspect: () => [
    { check: 'email', action: 'mask', code: 'pii.email', message: 'An address.', part: 0 },
  ],
};

/** Drafts a letter: with a restart in the middle of it, a budget of its own and something to think about. */
const drafter = pattern({ name: 'drafter', version: '2' }, async (topic: string, scope) => {
  const attempt = {
    text: 'Dear madam',
    fails: 'model.unavailable',
    after: 1,
    usage: { inputTokens: 5, outputTokens: 1 },
  } as const;
  const writer = scriptedModel(
    [
      {
        reasoning: 'Whom do I know?',
        text: 'Dear Ann, the lamp is yours.',
        calls: [{ name: 'address', input: { of: 'Ann' } }],
        attempts: [attempt],
        usage: { inputTokens: 400, outputTokens: 30 },
      },
    ],
    { id: 'writer' },
  );
  const { message } = await scope.generate(writer, { messages: [user(`Write about ${topic}.`)] });
  const text = textOf(message);
  scope.partial({ draft: text });
  await scope.ask(isPolite, { text });
  const part = { part: { type: 'text', text }, origin: 'model', index: 0 } as const;
  await scope.check([email], [part], { stage: 'output' });
  return text;
});

const post = scriptedTool(
  { name: 'post', effect: 'once', output: z.string() },
  () => 'It is in the post.',
);
const stamp = scriptedTool({ name: 'stamp' }, () => Promise.reject(new Error('no stamps left')));
const slow = scriptedTool({ name: 'slow', fails: 'hang' }, () => null);

/** Everything that a watcher can see happens in a run of this. */
export const clerk = pattern({ name: 'clerk', version: '1' }, async (topic: string, scope) => {
  scope.emit('progress', { step: 1 });
  const draft = await scope.run(drafter, topic, { budget: { tokens: 400, clamp: true } });
  await scope.parallel([stamped, hurried]).catch(() => undefined);
  const ruling = await scope.approve({ name: 'post', data: { draft } });
  if (!ruling.approved) return 'It was not sent.';
  await scope.inbox();
  return scope.call(post, {});
});

const stamped = (branch: Scope) => branch.call(stamp, {});
const hurried = (branch: Scope) => branch.call(slow, {});

/** The run until it suspends, and after its approval in another process. */
export async function recordEverything() {
  const signer = hmacSigner('the host keeps this secret');
  const runtime = createRuntime({
    clock: fakeClock(),
    signer,
    listeners: [
      (event) => {
        if (event.type === 'note') throw new Error('the listener is broken');
        if (event.type !== 'effect.failed') return;
        runtime.control.steer({ agent: 'clerk' }, user('Use the other tray.'));
      },
    ],
  });
  const first = runtime.run(clerk, 'a lamp', { id: 'run-1' });
  const suspended = await recordRun(first);
  const outcome = await first.outcome;
  if (outcome.status !== 'suspended' || outcome.pending[0] === undefined) {
    throw new Error(isAshlarError(outcome) ? outcome.message : outcome.status);
  }
  const ruling = { verdict: 'approved', by: 'ann', reason: 'It is polite.' } as const;
  const decision = await decide(outcome.pending[0], ruling, signer);
  const journal = memoryJournal(outcome.checkpoint.entries);
  const second = runtime.resume(clerk, outcome.checkpoint, [decision], { journal });
  return { suspended, resumed: await recordRun(second) };
}
