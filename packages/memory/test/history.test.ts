import { type Message, type Part, user, validateHistory } from '@ashlar/core';
import { memoryStore, storeArchive } from '@ashlar/storage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compactor,
  estimateTokens,
  extractFacts,
  lastTurns,
  mendHistory,
  pastTurns,
  runningSummary,
  storeFacts,
  summariseConversation,
  threadMemory,
  tokenWindow,
  typedFacts,
} from '../src/index.ts';
import { extractByRule, summariseByRule } from '../src/offline/index.ts';

const runs = process.env.ASHLAR_SOAK ? 2000 : 150;
const tools = [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }];
const ann = { tenant: 'acme', subject: 'ann', groups: [] };
const and: Message = { role: 'user', content: [{ type: 'text', text: 'and now?' }] };

const text: fc.Arbitrary<Part> = fc
  .string({ maxLength: 60 })
  .map((value) => ({ type: 'text', text: `${value}.` }));

/** One turn: a question, some rounds of parallel calls with their results, an answer. */
const turn: fc.Arbitrary<readonly Message[]> = fc
  .tuple(text, fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }), text, fc.nat())
  .map(([question, rounds, answer, salt]) => [
    { role: 'user', content: [question] },
    ...rounds.flatMap((calls, round): Message[] => {
      const ids = Array.from({ length: calls }, (_, i) => `${salt}-${round}-${i}`);
      return [
        {
          role: 'assistant',
          content: ids.map((id) => ({ type: 'tool-call', id, name: 'look', input: {} })),
        },
        {
          role: 'user',
          content: ids.map((callId) => ({ type: 'tool-result', callId, content: [answer] })),
        },
      ];
    }),
    { role: 'assistant', content: [answer] },
  ]);

/** What really gets appended: whole turns, and turns that a crash cut off or that were written at once with others. */
const anyHistory: fc.Arbitrary<readonly (readonly Message[])[]> = fc.array(
  fc.oneof(
    turn,
    fc.tuple(turn, fc.nat(12), fc.nat(12)).map(([messages, from, to]) => messages.slice(from, to)),
    turn.map(([first]) => [{ role: 'system' as const, content: first?.content ?? [] }]),
  ),
  { maxLength: 12 },
);

function claimValid(messages: readonly Message[]): void {
  const last = messages.findLast(({ role }) => role !== 'system');
  validateHistory({ messages: last?.role === 'user' ? messages : [...messages, and], tools });
}

const digests = () => [
  runningSummary({ by: summariseConversation.by(summariseByRule), words: 30 }),
  typedFacts({ by: extractFacts.by(extractByRule) }),
];

describe('mendHistory', () => {
  it('makes a valid history of anything, and leaves a valid one as it is', () => {
    fc.assert(
      fc.property(anyHistory, (batches) => {
        const mended = mendHistory(batches.flat());
        claimValid(mended);
        expect(mendHistory(mended)).toEqual(mended);
      }),
      { numRuns: runs * 2 },
    );
    fc.assert(
      fc.property(fc.array(turn), (turns) => {
        expect(mendHistory(turns.flat())).toEqual(turns.flat());
      }),
      { numRuns: runs },
    );
  });
});

it('thousands of messages of one role are joined in time in proportion to their number', () => {
  const time = (count: number) => {
    const said = Array.from({ length: count }, (_, index) => user(`message ${index}`));
    const start = performance.now();
    expect(mendHistory(said)[0]?.content).toHaveLength(count);
    return performance.now() - start;
  };
  time(500);
  const short = Math.min(time(500), time(500)) + 1;
  expect(time(20_000) / short).toBeLessThan(300);
});

describe('compactor', () => {
  it('leaves a valid history, its end and what the system said, over and over, and archives the rest', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(300), async (batches, maxTokens) => {
        const archive = storeArchive(memoryStore());
        const compact = compactor({ digests: digests(), archive });
        let messages: readonly Message[] = [];
        const said: Message[] = [];
        for (const batch of batches) {
          said.push(...batch);
          messages = mendHistory([...messages, ...batch]);
          const before = messages;
          const shorter = await compact.compact(messages, { maxTokens });
          messages = shorter.messages;
          claimValid(messages);
          expect(messages.findLast(isTurn)).toEqual(before.findLast(isTurn));
          expect(messages.filter(({ role }) => role === 'system')).toEqual(
            before.filter(({ role }) => role === 'system'),
          );
          if (shorter.dropped === 0) expect(messages).toEqual(before);
          else expect(await archive.get(undefined, shorter.reference ?? '')).toBeDefined();
        }
      }),
      { numRuns: runs },
    );
  });

  it('drops no message without a trace: the chain of references gives back all that left', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 8 }), async (turns) => {
        const archive = storeArchive(memoryStore());
        const compact = compactor({ archive });
        let messages: readonly Message[] = [];
        let reference: string | undefined;
        let dropped = 0;
        for (const one of turns) {
          const shorter = await compact.compact([...messages, ...one], { maxTokens: 60 });
          messages = shorter.messages;
          reference = shorter.reference ?? reference;
          dropped += shorter.dropped;
        }
        const left: Message[] = [];
        while (reference !== undefined) {
          const kept = (await archive.get(undefined, reference)) as unknown as {
            messages: Message[];
            before?: string;
          };
          left.unshift(...kept.messages);
          reference = kept.before;
        }
        expect(left).toHaveLength(dropped);
        const own = messages.filter(({ content }) => !isCondensed(content));
        expect([...left, ...own].map(keyOf).sort()).toEqual(turns.flat().map(keyOf).sort());
      }),
      { numRuns: runs },
    );
  });

  it('keeps the question and the last step of a long loop, and what left stands behind the question', async () => {
    const steps = Array.from({ length: 20 }, (_, i): Message[] => [
      {
        role: 'assistant',
        content: [{ type: 'tool-call', id: `c${i}`, name: 'look', input: { i } }],
      },
      {
        role: 'user',
        content: [
          {
            type: 'tool-result',
            callId: `c${i}`,
            content: [{ type: 'text', text: 'seen '.repeat(20) }],
          },
        ],
      },
    ]).flat();
    const question: Message = {
      role: 'user',
      content: [{ type: 'text', text: 'Find the stone.' }],
    };
    const compact = compactor({ digests: digests() });
    const first = await compact.compact([question, ...steps], { maxTokens: 400 });
    expect(first.messages[0]).toEqual(question);
    expect(first.messages.slice(-2)).toEqual(steps.slice(-2));
    expect(estimateTokens(first.messages)).toBeLessThanOrEqual(400);
    const again = await compact.compact([...first.messages, ...steps.slice(0, 20)], {
      maxTokens: 400,
    });
    expect(again.messages[0]).toEqual(question);
    expect(again.messages.filter(({ content }) => isCondensed(content))).toHaveLength(2);
    claimValid(again.messages);
  });
});

describe('threadMemory', () => {
  it('loads a valid history whatever was appended, under every policy and limit', async () => {
    const windows = [undefined, lastTurns({ most: 3 }), tokenWindow({ maxTokens: 120 })];
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(2), fc.nat(400), async (batches, which, maxTokens) => {
        const store = memoryStore();
        const window = windows[which];
        const memory = threadMemory({
          store,
          ...(window && { window }),
          compactor: compactor({ digests: digests() }),
          recall: pastTurns({ least: 0 }),
        });
        const thread = { id: 't', principal: ann };
        for (const batch of batches) {
          await memory.append(thread, batch);
          claimValid(await memory.load(thread));
          claimValid(await memory.load(thread, { maxTokens, query: 'stone' }));
        }
      }),
      { numRuns: runs },
    );
  });

  it('begins as before from turn to turn, byte for byte, until it condenses, which it does seldom', async () => {
    const store = memoryStore();
    const facts = storeFacts(store);
    await facts.learn(ann, [
      {
        id: 'f',
        kind: 'identity',
        attribute: 'name',
        value: 'Ann',
        confidence: 1,
        explicit: true,
        source: { message: '0.0' },
        label: { origin: 'user' },
      },
    ]);
    const memory = threadMemory({
      store,
      window: tokenWindow({ maxTokens: 1500 }),
      compactor: compactor({
        digests: [
          runningSummary({ by: summariseConversation.by(summariseByRule), words: 60 }),
          typedFacts({ by: extractFacts.by(extractByRule), facts }),
        ],
      }),
    });
    const thread = { id: 't', principal: ann };
    const bytes = (messages: readonly Message[]) => messages.map((one) => JSON.stringify(one));
    let before = bytes(await memory.load(thread));
    expect(before.join()).toContain('Ann');
    let condensed = 0;
    for (let i = 0; i < 60; i += 1) {
      const asks = `Question ${i}: ${'what about this stone? '.repeat(4)}`;
      await memory.append(thread, [
        { role: 'user', content: [{ type: 'text', text: asks }] },
        { role: 'assistant', content: [{ type: 'text', text: 'It is granite. '.repeat(4) }] },
      ]);
      const now = bytes(await memory.load(thread));
      if (now.slice(0, before.length).join() !== before.join()) condensed += 1;
      before = now;
    }
    expect(condensed).toBeGreaterThan(2);
    expect(condensed).toBeLessThan(15);
  });
});

const isTurn = ({ role }: Message): boolean => role !== 'system';

/** Whether a message is one of the pair that stands for what left. */
function isCondensed([part]: readonly Part[]): boolean {
  return part?.type === 'json' || part?.label?.origin === 'developer';
}

function keyOf(message: Message): string {
  return JSON.stringify(message);
}
