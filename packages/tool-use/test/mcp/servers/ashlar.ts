import { pattern } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { z } from 'zod';
import { rejected, tool, toolAgent, toolContent } from '../../../src/index.ts';

const input = z.object({ n: z.int() });

export const double = tool({
  name: 'double',
  description: 'Doubles.',
  input,
  output: z.object({ doubled: z.int() }),
  effect: 'read',
  run: async ({ n }, { progress }) => {
    progress({ half: true });
    // The SDK's client forgets who wants to know as soon as there is an answer.
    await new Promise((wake) => setTimeout(wake, 30));
    return { doubled: n * 2 };
  },
});
export const refuse = tool({
  name: 'refuse',
  description: 'Refuses.',
  input,
  run: () => {
    throw rejected('Not on Sundays.');
  },
});
export const leak = tool({
  name: 'leak',
  description: 'Fails with a secret.',
  input,
  run: () => {
    throw new Error('password=hunter2');
  },
});
export const pay = tool({
  name: 'pay',
  description: 'Pays.',
  input,
  needsApproval: true,
  run: ({ n }) => `paid ${n}`,
});
export const picture = tool({
  name: 'picture',
  description: 'Shows a picture.',
  input: z.object({}),
  effect: 'read',
  run: () =>
    toolContent([
      { type: 'text', text: 'Look:' },
      { type: 'image', format: 'png', source: { base64: 'iVBORw==' } },
    ]),
});
export const whoami = tool({
  name: 'who am i?',
  description: 'Who calls.',
  input: z.object({}),
  effect: 'read',
  visibleTo: (principal) => principal?.tenant !== 'stranger',
  run: (_input, { principal }) => principal?.subject ?? 'nobody',
});

/** An agent of ours, with a script for a model: it doubles 21 and answers. */
export const clerk = toolAgent({
  name: 'clerk',
  description: 'Doubles what you say.',
  tools: [double],
  model: scriptedModel(({ messages }) =>
    messages.some(({ content }) => content.some(({ type }) => type === 'tool-result'))
      ? 'It is 42.'
      : { calls: [{ name: 'double', input: { n: 21 } }] },
  ),
});

/** Waits until it is aborted. */
export const sleeper = pattern(
  { name: 'sleeper', version: '1', description: 'Sleeps.', input: z.string() },
  async (given, scope) => {
    scope.partial(`asleep: ${given}`);
    await scope.step('sleep', () => new Promise(() => {}));
    return given;
  },
);
