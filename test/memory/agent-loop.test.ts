import { type Message, memoryJournal, textOf, toJson, validateHistory } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import {
  compactor,
  lastTurns,
  runningSummary,
  summariseConversation,
  threadMemory,
} from '@ashlar/memory';
import { summariseByRule } from '@ashlar/memory/offline';
import { memoryStore, storeArchive } from '@ashlar/storage';
import { tool, toolAgent } from '@ashlar/tool-use';
import { expect, it } from 'vitest';
import { z } from 'zod';

const ann = { tenant: 'acme', subject: 'ann', groups: [] };
const steps = 30;

it('keeps the loop of an agent short, its conversation over many runs, and both on a replay', async () => {
  const store = memoryStore();
  const archive = storeArchive(store);
  const digests = [runningSummary({ by: summariseConversation.by(summariseByRule) })];
  const compact = compactor({ digests, archive });
  const look = tool({
    name: 'look',
    description: 'Looks at a stone.',
    input: z.object({ n: z.int() }),
    effect: 'read',
    run: async ({ n }) => `Stone ${n} is ${'granite '.repeat(30)}`,
  });
  const calling = Array.from({ length: steps }, (_, n) => ({
    calls: [{ name: 'look', input: { n } }],
  }));
  const model = scriptedModel([
    ...calling,
    { text: 'All granite.' },
    { text: 'As I said: granite.' },
  ]);
  const agent = toolAgent({
    name: 'mason',
    model,
    tools: [look],
    limits: { turns: 50 },
    memory: threadMemory({ store, window: lastTurns({ most: 1 }), compactor: compact }),
    compaction: { compactor: compact, aboveTokens: 1500, toTokens: 900 },
  });
  const journal = memoryJournal();
  const ask = (message: string, id: string) =>
    agent.run({ message, thread: 't' }, { id, journal, principal: ann }).value();

  expect(await ask('Which stones are these?', 'first')).toBe('All granite.');
  expect(await ask('Say it again.', 'second')).toBe('As I said: granite.');

  for (const { request } of model.calls) validateHistory(request);
  const lengths = model.calls.map(({ request }) => JSON.stringify(toJson(request.messages)).length);
  expect(Math.max(...lengths)).toBeLessThan(9_000);
  const last = model.calls[steps]?.request.messages as readonly Message[];
  expect(last.filter(({ role }) => role === 'user').map(textOf)[0]).toBe('Which stones are these?');
  const [, reference = ''] = /"reference":"([0-9a-f]+)"/.exec(JSON.stringify(last)) ?? [];
  expect(JSON.stringify(await archive.get(ann, reference))).toContain('Stone');

  const calls = model.calls.length;
  expect(await ask('Which stones are these?', 'first')).toBe('All granite.');
  expect(await ask('Say it again.', 'second')).toBe('As I said: granite.');
  expect(model.calls).toHaveLength(calls);
});
