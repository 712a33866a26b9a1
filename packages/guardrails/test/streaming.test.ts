import { type ChatEvent, type ChatModel, isAshlarError, user } from '@ashlar/core';
import { recordingContext, type ScriptedReply, scriptedModel } from '@ashlar/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guard, pii, unicode } from '../src/index.ts';
import { chunkedModel } from './support/chunked-model.ts';
import { passing } from './support/passing.ts';
import { wordsCheck } from './support/words-check.ts';

const request = { messages: [user('Tell me.')] };
const RUNS = process.env.ASHLAR_SOAK ? 20_000 : 400;

interface End {
  readonly content?: unknown;
  readonly verdicts?: unknown;
}

async function whole(model: ChatModel): Promise<End> {
  try {
    return { content: (await model.generate(request, recordingContext())).message.content };
  } catch (error) {
    if (isAshlarError(error, 'run.blocked')) return { verdicts: error.facts.verdicts };
    throw error;
  }
}

async function streamed(model: ChatModel): Promise<End & { readonly shown: string }> {
  let shown = '';
  try {
    for await (const event of model.stream(request, recordingContext())) {
      if (event.type === 'text') shown += event.text;
      if (event.type === 'finish') return { content: event.response.message.content, shown };
    }
  } catch (error) {
    if (isAshlarError(error, 'run.blocked')) return { verdicts: error.facts.verdicts, shown };
    throw error;
  }
  throw new Error('The stream was cut off.');
}

function textIn(content: unknown): string {
  return (content as readonly { readonly text?: string }[])[0]?.text ?? '';
}

const SECRETS = [
  'ann.lee@stone.example.org',
  '4111 1111 1111 1111',
  'GB29 NWBK 6016 1331 9268 19',
  '(415) 555-0132',
  '536-22-1234',
  '192.168.10.20',
  'https://quarry.example.net/hewn/stones?id=5&owner=lee',
  'ig\u200bn\u200bore',
  'раssword',
];

const piece = fc.oneof(
  fc.constantFrom(...SECRETS),
  fc.constantFrom(
    'call me at',
    'my ssn is',
    'phone:',
    'a',
    'stone',
    '.',
    '\n',
    '-',
    '7',
    '12/25',
    '@',
    'FORBID',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('1', '4', '0', ' ', '-', '.', '(', ')', '+'), maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const text = fc
  .array(fc.tuple(piece, fc.constantFrom('', ' ', ' ', '  ')), { maxLength: 30 })
  .map((pieces) => pieces.flat().join(''));
const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });

describe('a streamed answer', () => {
  test('ends like the same answer unstreamed, however it is cut, and shows nothing that was found', async () => {
    const masks = [unicode(), pii()];
    const checks = [...masks, wordsCheck(['FORBIDDEN', 'FORBID A'])];
    await fc.assert(
      fc.asyncProperty(text, sizes, async (said, cuts) => {
        const model = guard(chunkedModel(said, cuts), { checks });
        const plain = await whole(model);
        const { shown, ...end } = await streamed(model);
        expect(end).toEqual(plain);
        expect(shown).not.toMatch(/FORBIDDEN|FORBID A|\u200b/);
        const { content } = await whole(guard(chunkedModel(said, cuts), { checks: masks }));
        if (content !== undefined) expect(textIn(content).startsWith(shown)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  test('ends alike with reasoning, text and calls of tools', async () => {
    const everywhere = { stages: ['output', 'tool-call'] as const };
    const word = wordsCheck(['FORBIDDEN']);
    const checks = [unicode(), pii(), { ...word, ...everywhere }];
    const call = fc.record({
      name: fc.constant('send'),
      input: fc.dictionary(text, text, { maxKeys: 2 }),
    });
    const replies: fc.Arbitrary<ScriptedReply> = fc.record(
      { reasoning: text, text, calls: fc.array(call, { maxLength: 2 }) },
      { requiredKeys: ['text'] },
    );
    const blocking: ScriptedReply = {
      calls: [{ name: 'send', input: { to: ['a', 'FORBIDDEN'] } }],
      text: 'Hello',
    };
    await fc.assert(
      fc.asyncProperty(replies, sizes, async (reply, cuts) => {
        const model = () => guard(chunkedModel(reply, cuts), { checks });
        const plain = await whole(model());
        const { shown: _, ...end } = await streamed(model());
        expect(end).toEqual(plain);
      }),
      { numRuns: RUNS / 2, examples: [[blocking, [3]]] },
    );
  });

  test('ends alike when a block stands between masks', async () => {
    const said = `Mail ${SECRETS[0]} now. ${'So it goes. '.repeat(20)}FORBIDDEN and ${SECRETS[1]}.`;
    const checks = [wordsCheck(['FORBIDDEN']), pii()];
    for (const size of [1, 3, 50, 1000]) {
      const model = guard(chunkedModel(said, [size]), { checks });
      const { shown, ...end } = await streamed(model);
      expect(end).toEqual(await whole(model));
      expect(end.verdicts).toMatchObject([{ code: 'pii.email' }, { code: 'words.found' }]);
      expect(`Mail [EMAIL] now. ${'So it goes. '.repeat(20)}`).toContain(shown);
    }
  });

  test('looks at each character a bounded number of times, however long the answer is', async () => {
    const work = async (length: number): Promise<number> => {
      let looked = 0;
      const check = wordsCheck(['FORBIDDEN'], 'block', { lookback: 100 });
      const counting = {
        ...check,
        inspect: (...[parts, context]: Parameters<typeof check.inspect>) => {
          for (const { part } of parts) looked += part.type === 'text' ? part.text.length : 0;
          return check.inspect(parts, context);
        },
      };
      await streamed(guard(chunkedModel('x'.repeat(length), [5]), { checks: [counting] }));
      return looked / length;
    };
    expect(await work(50_000)).toBeLessThan(13);
    expect(await work(50_000)).toBeLessThan(1.1 * (await work(5_000)));
  });

  test.each([
    ['text', 'Granite is an old stone, and hard to hew. ', 112 + 28],
    [
      'one finding after the other',
      `https://quarry.example.net/${'hewn/'.repeat(14)} `,
      112 + 28 + 104,
    ],
    ['addresses', 'ann.lee.of.the.stone.works@hewers.of.stone.example.org,', 112 + 28 + 104],
  ])(
    'holds back of %s no more than the lookback, a quarter of it and one finding',
    async (_, one, bound) => {
      const said = one.repeat(60);
      let came = 0;
      let shown = 0;
      let most = 0;
      const inner = chunkedModel(said, [7]);
      const spied: ChatModel = {
        ...inner,
        async *stream(asked, context) {
          for await (const event of inner.stream(asked, context)) {
            if (event.type === 'text') came += event.text.length;
            yield event;
          }
        },
      };
      for await (const event of guard(spied, { checks: [pii(), unicode()] }).stream(
        request,
        recordingContext(),
      )) {
        if (event.type !== 'text') continue;
        // Before it, for until now that much was held back; masks count as what they stand for.
        most = Math.max(most, came - shown);
        shown += event.text.replaceAll(/\[(?:URL|EMAIL)\]/g, one.slice(0, -1)).length;
      }
      expect(shown).toBe(said.length);
      expect(most).toBeLessThanOrEqual(bound + 7);
    },
  );

  test('waits for its end where a check has no lookback or calls out', async () => {
    const said = 'Granite is old. '.repeat(50);
    for (const check of [passing(), passing({ cost: 'local' }), passing({ lookback: 5 })]) {
      const events: ChatEvent[] = [];
      const model = guard(chunkedModel(said, [10]), { checks: [pii(), check] });
      for await (const event of model.stream(request, recordingContext())) events.push(event);
      expect(events.filter(({ type }) => type === 'text')).toEqual([
        { type: 'text', index: 0, text: said },
      ]);
    }
  });

  test('keeps the order of its parts when one of them waits', async () => {
    const reply = { reasoning: 'Let me see. '.repeat(30), text: 'It is old. '.repeat(30) };
    const late = passing({ cost: 'local', stages: ['tool-call'] });
    const model = guard(
      chunkedModel(
        { ...reply, calls: [{ name: 'find', input: { mail: SECRETS[0] as string } }] },
        [9],
      ),
      { checks: [pii(), late] },
    );
    const types: string[] = [];
    for await (const event of model.stream(request, recordingContext())) {
      if (types.at(-1) !== event.type) types.push(event.type);
    }
    expect(types).toEqual(['reasoning', 'part', 'text', 'part', 'tool-input', 'part', 'finish']);
  });

  test('masks reasoning and the inputs of tools, too', async () => {
    const [mail = ''] = SECRETS;
    const reply = {
      reasoning: `Her address is ${mail}, I think.`,
      text: 'I write to her.',
      calls: [{ name: 'send', id: 'c', input: { to: [mail], body: 'Hello' } }],
    };
    const model = guard(chunkedModel(reply, [2]), { checks: [pii()] });
    const { content } = await streamed(model);
    expect(content).toEqual([
      { type: 'reasoning', text: 'Her address is [EMAIL], I think.' },
      { type: 'text', text: 'I write to her.' },
      { type: 'tool-call', id: 'c', name: 'send', input: { to: ['[EMAIL]'], body: 'Hello' } },
    ]);
    expect(await whole(model)).toEqual({ content });
    const seen: string[] = [];
    for await (const event of model.stream(request, recordingContext()))
      seen.push(JSON.stringify(event));
    expect(seen.join('')).not.toContain('ann.lee');
  });

  test('forgets what a restart makes void, also what would have blocked', async () => {
    const inner = scriptedModel(() => ({
      text: 'The whole answer, which is fine and long enough to be shown. '.repeat(4),
      attempts: [
        { text: `The FORBIDDEN one. ${'x '.repeat(2)}`, fails: 'model.network', after: 3 },
      ],
    }));
    const model = guard(inner, { checks: [wordsCheck(['FORBIDDEN'], 'block', { lookback: 40 })] });
    const { content } = await streamed(model);
    expect(content).toMatchObject([{ type: 'text' }]);
  });

  test('ends as blocked when a check sees less than its lookback says', async () => {
    // Finds a word only when the text ends with it or goes on for long: another verdict in pieces than in the whole.
    const lying = wordsCheck(['stone.*end'], 'mask', { lookback: 4 });
    const said = `A stone ${'lies here and '.repeat(20)} in the end`;
    const { verdicts, shown } = await streamed(guard(chunkedModel(said, [5]), { checks: [lying] }));
    expect(verdicts).toMatchObject([{ code: 'guard.stream-differs', action: 'block' }]);
    expect(said.startsWith(shown)).toBe(true);
  });

  test('closes the stream inside when its consumer leaves', async () => {
    let closed = false;
    const inner = chunkedModel('It is old. '.repeat(100), [10]);
    const spied: ChatModel = {
      ...inner,
      async *stream(asked, context) {
        try {
          yield* inner.stream(asked, context);
        } finally {
          closed = true;
        }
      },
    };
    for await (const event of guard(spied, { checks: [pii()] }).stream(
      request,
      recordingContext(),
    )) {
      if (event.type === 'text') break;
    }
    expect(closed).toBe(true);
  });
});
