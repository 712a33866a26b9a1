import { type Compactor, type Message, validateHistory } from '@ashlar/core';
import { type ScriptedReply, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { tool, toolAgent } from '../../src/index.ts';

/** Keeps the first message and the last two. */
const shortest: Compactor = {
  async compact(messages) {
    const dropped = Math.max(0, messages.length - 3);
    return { messages: [...messages.slice(0, 1), ...messages.slice(-2)], dropped };
  },
};

const read = tool({
  name: 'read',
  description: 'Reads a page.',
  input: z.object({ page: z.int() }),
  effect: 'read',
  run: async ({ page }) => `page ${page} ${'word '.repeat(200)}`,
});

const pages = (_: unknown, n: number): ScriptedReply =>
  n < 8 ? { calls: [{ name: 'read', input: { page: n } }] } : { text: 'Read.' };

test('a long conversation is made shorter inside the loop, at the model’s own count, and stays valid', async () => {
  const model = scriptedModel(pages);
  const compaction = { compactor: shortest, aboveTokens: 1200 };
  const run = toolAgent({ name: 'reader', model, tools: [read], compaction }).run('Read all.');
  const notes: unknown[] = [];
  for await (const event of run) {
    if (event.type === 'note' && event.name === 'history.compacted') notes.push(event.data);
  }
  expect((await run.outcome).status).toBe('completed');
  expect(notes.length).toBeGreaterThan(1);
  for (const { request } of model.calls) expect(() => validateHistory(request)).not.toThrow();
  const longest = Math.max(...model.calls.map(({ request }) => request.messages.length));
  expect(longest).toBeLessThan(12);
  expect(model.calls.at(-1)?.request.messages[1]).toMatchObject({
    content: [{ text: 'Read all.' }],
  });
});

test('a conversation that the model finds too long is made shorter, and asked with again', async () => {
  const sizes: number[] = [];
  const model = scriptedModel(({ messages }, n) => {
    sizes.push(messages.length);
    if (n === 3) return { fails: 'model.context-overflow' };
    return n < 5 ? { calls: [{ name: 'read', input: { page: n } }] } : 'Read.';
  });
  const compaction = { compactor: shortest, aboveTokens: 1_000_000 };
  const agent = toolAgent({ name: 'reader', model, tools: [read], compaction });
  expect(await agent.run('Read all.').value()).toBe('Read.');
  expect(sizes).toEqual([2, 4, 6, 8, 4, 6]);
});

test('a compactor that breaks the history ends the run, saying where', async () => {
  const breaking: Compactor = {
    compact: async (messages: readonly Message[]) => ({ messages: messages.slice(-1), dropped: 1 }),
  };
  const compaction = { compactor: breaking, aboveTokens: 1 };
  const model = scriptedModel(pages);
  const agent = toolAgent({ name: 'reader', model, tools: [read], compaction });
  expect(await agent.run('Read all.').outcome).toMatchObject({
    status: 'failed',
    error: { code: 'history.invalid' },
  });
});
