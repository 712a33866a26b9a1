import { type Message, storeJournal, textOf, validateHistory } from '@ashlar/core';
import { memoryStore as journals, scriptedModel } from '@ashlar/core/testing';
import { compactor, threadMemory } from '@ashlar/memory';
import { memoryStore, storeArchive } from '@ashlar/storage';
import { tool, toolAgent } from '@ashlar/tool-use';
import { expect, test } from 'vitest';
import { z } from 'zod';

// The real memory, archive and compactor, in a store that outlives the simulated processes.
const principal = { tenant: 'acme', subject: 'ada', groups: [] };
const stranger = { tenant: 'acme', subject: 'bob', groups: [] };

const read = tool({
  name: 'read',
  description: 'Reads a page.',
  input: z.object({ page: z.int() }),
  effect: 'read',
  run: async ({ page }) => `page ${page}: ${'word '.repeat(300)}secret ${page}`,
});

function world(store = memoryStore()) {
  const archive = storeArchive(store);
  return { store, archive, memory: threadMemory({ store }), shorter: compactor({ archive }) };
}

/** Reads four pages, the last of them to its end, and then says what was asked. */
function reader(page: (reference: string) => void = () => {}) {
  return scriptedModel(({ messages }) => {
    const last = JSON.stringify(messages.findLast(({ role }) => role === 'assistant') ?? '');
    const results = JSON.stringify(messages.at(-1));
    const now = Number(last.match(/"page":(\d)/)?.[1] ?? 0) + 1;
    if (last.includes('read_result')) return `Read: ${results.match(/secret \d/)?.[0]}.`;
    if (now <= 4) return { calls: [{ name: 'read', input: { page: now } }] };
    const reference = results.match(/the reference ([0-9a-f]{64})/)?.[1] ?? '';
    page(reference);
    return { calls: [{ name: 'read_result', input: { reference, from: 1400 } }] };
  });
}

function agentIn(
  { archive, memory, shorter }: ReturnType<typeof world>,
  model = reader(),
  aboveTokens = 600,
) {
  const results = { archive, maxCharacters: 400 };
  const compaction = { compactor: shorter, aboveTokens };
  return {
    model,
    agent: toolAgent({ name: 'reader', model, tools: [read], memory, results, compaction }),
  };
}

const input = { message: 'Read on.', thread: 't' };

test('results are read back, what was dropped can be read by reference, and the next run knows the one before', async () => {
  const here = world();
  let reference = '';
  const { agent, model } = agentIn(
    here,
    reader((one) => (reference = one)),
  );
  const notes: { reference?: string; dropped?: number }[] = [];
  const run = agent.run(input, { principal });
  for await (const event of run) {
    if (event.type === 'note' && event.name === 'history.compacted')
      notes.push(event.data as never);
  }
  expect(await run.value()).toBe('Read: secret 4.');
  expect(notes.length).toBeGreaterThan(0);
  for (const { request } of model.calls) expect(() => validateHistory(request)).not.toThrow();

  const dropped = JSON.stringify(await here.archive.get(principal, notes[0]?.reference ?? ''));
  expect(dropped).toContain('page 1');
  expect(await here.archive.get(stranger, notes[0]?.reference ?? '')).toBeUndefined();
  expect(await here.archive.get(stranger, reference)).toBeUndefined();

  const second = agentIn(world(here.store), scriptedModel(['You said: read on.']), 100_000);
  await second.agent.run({ message: 'What did I say?', thread: 't' }, { principal }).value();
  const seen = second.model.calls[0]?.request.messages.map((one: Message) => textOf(one)) ?? [];
  expect(seen).toContain('Read on.');
  expect(seen).toContain('Read: secret 4.');
});

test('wherever the process dies, the conversation is kept once and the value is the same', async () => {
  const whole = journals();
  await agentIn(world())
    .agent.run(input, { id: 'r', principal, journal: storeJournal(whole) })
    .value();
  const soaking = process.env.ASHLAR_SOAK === '1';
  for (let at = 1; at <= whole.appends; at += soaking ? 1 : 3) {
    const here = world();
    const journal = journals();
    journal.failAt(at, at % 2 === 0 ? 'kill-before' : 'kill-after');
    const options = { id: 'r', principal };
    agentIn(here).agent.run(input, { ...options, journal: storeJournal(journal) });
    await journal.killed;
    const again = agentIn(world(here.store));
    const rest = { ...options, journal: storeJournal(journal.restart()) };
    expect(await again.agent.run(input, rest).value()).toBe('Read: secret 4.');
    const kept = await here.memory.load({ id: 't', principal });
    expect(kept.filter((one) => textOf(one) === 'Read on.')).toHaveLength(1);
    expect(kept.filter((one) => textOf(one) === 'Read: secret 4.')).toHaveLength(1);
  }
});
