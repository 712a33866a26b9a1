import {
  assistant,
  type Memory,
  type Message,
  resume,
  storeJournal,
  textOf,
  user,
} from '@ashlar/core';
import { memoryStore, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { tool, toolAgent } from '../../src/index.ts';

const principal = { tenant: 'acme', subject: 'ada', groups: [] };

function listMemory(
  start: readonly Message[] = [],
): Memory & { readonly threads: Map<string, Message[]> } {
  const threads = new Map<string, Message[]>([['t', [...start]]]);
  const appended = new Set<string>();
  return {
    threads,
    load: async ({ id }) => threads.get(id) ?? [],
    async append({ id }, messages, context) {
      const made = (await context?.step('id', () => crypto.randomUUID())) ?? '';
      if (appended.has(made)) return;
      appended.add(made);
      threads.set(id, [...(threads.get(id) ?? []), ...messages]);
    },
    async forget() {},
  };
}

const look = tool({
  name: 'look',
  description: 'Looks.',
  input: z.object({}),
  effect: 'read',
  run: async () => 'seen',
});

test('what was said before is there, and what is said now is kept with its calls and results', async () => {
  const memory = listMemory([user('I am Ada.'), assistant('Hello Ada.')]);
  const model = scriptedModel([{ calls: [{ name: 'look' }] }, 'You are Ada.']);
  const agent = toolAgent({ name: 'clerk', model, tools: [look], memory });
  await agent.run({ message: 'Who am I?', thread: 't' }, { principal }).value();

  expect(model.calls[0]?.request.messages.slice(1).map(textOf)).toEqual([
    'I am Ada.',
    'Hello Ada.',
    'Who am I?',
  ]);
  const kept = memory.threads.get('t') ?? [];
  expect(kept.map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'user',
    'assistant',
    'user',
    'assistant',
  ]);
  expect(textOf(kept.at(-1) as Message)).toBe('You are Ada.');
});

test('an answer of a type is kept as text', async () => {
  const memory = listMemory();
  const model = scriptedModel([{ calls: [{ name: 'final_answer', input: { n: 1 } }] }]);
  const output = z.object({ n: z.int() });
  const agent = toolAgent({ name: 'clerk', model, tools: [], output, memory });
  await agent.run({ message: '?', thread: 't' }, { principal }).value();
  expect((memory.threads.get('t') ?? []).map(textOf)).toEqual(['?', '{"n":1}']);
});

test('a run that does not complete leaves the conversation as it was', async () => {
  const memory = listMemory();
  const model = scriptedModel([{ fails: 'model.failed' }]);
  const agent = toolAgent({ name: 'clerk', model, tools: [], memory });
  expect((await agent.run({ message: '?', thread: 't' }, { principal }).outcome).status).toBe(
    'failed',
  );
  expect(memory.threads.get('t')).toEqual([]);
});

test('when the memory fails the answer is not lost, and the run can be resumed', async () => {
  const memory = listMemory();
  let works = false;
  const shaky: Memory = {
    ...memory,
    append: (...given) => (works ? memory.append(...given) : Promise.reject(new Error('full'))),
  };
  const agent = toolAgent({
    name: 'clerk',
    model: scriptedModel(['Hi.']),
    tools: [],
    memory: shaky,
  });
  const outcome = await agent.run({ message: '?', thread: 't' }, { principal }).outcome;
  expect(outcome).toMatchObject({ status: 'failed', partial: 'Hi.' });
  if (outcome.status !== 'failed' || outcome.checkpoint === undefined) throw new Error();
  works = true;
  expect(await resume(agent, outcome.checkpoint).value()).toBe('Hi.');
  expect(memory.threads.get('t')).toHaveLength(2);
});

test.each([
  ['thread', '?', { principal }],
  ['principal', { message: '?', thread: 't' }, {}],
])('without a %s it is refused, with what to do', async (missing, input, options) => {
  const agent = toolAgent({
    name: 'clerk',
    model: scriptedModel([]),
    tools: [],
    memory: listMemory(),
  });
  expect(await agent.run(input, options).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'thread.missing', facts: { missing } },
  });
});

test('whenever the process dies, what was said is kept once', async () => {
  for (let at = 1; ; at += 1) {
    for (const fault of ['kill-before', 'kill-after'] as const) {
      const memory = listMemory();
      const store = memoryStore();
      const model = scriptedModel(({ messages }) =>
        messages.length === 2 ? { calls: [{ name: 'look' }] } : 'Done.',
      );
      const agent = toolAgent({ name: 'clerk', model, tools: [look], memory });
      store.failAt(at, fault);
      const input = { message: '?', thread: 't' };
      const options = { id: 'r', principal };
      const first = agent.run(input, { ...options, journal: storeJournal(store) });
      const ended = await Promise.race([first.outcome, store.killed]);
      if (ended !== undefined) return expect(at).toBeGreaterThan(8);
      const second = await agent.run(input, { ...options, journal: storeJournal(store.restart()) })
        .outcome;
      expect(second.status).toBe('completed');
      expect(memory.threads.get('t')).toHaveLength(4);
    }
  }
});
