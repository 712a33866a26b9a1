import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  type ChatFeature,
  generateStructured,
  type Message,
  pattern,
  type Schema,
  textOf,
  user,
} from '../src/index.ts';
import { type ScriptedStep, scriptedModel } from '../src/testing/index.ts';

const NATIVE: readonly ChatFeature[] = ['structured-output'];
const TOOL: readonly ChatFeature[] = ['tools', 'tool-choice'];
const TEXT: readonly ChatFeature[] = [];

const list = z.object({ items: z.array(z.string()) });

function setUp<T>(
  output: Schema<T>,
  features: readonly ChatFeature[],
  script: readonly ScriptedStep[],
) {
  const model = scriptedModel(script, { info: { features } });
  const agent = pattern({ name: 'ask', version: '1' }, (_: null, scope) =>
    generateStructured(scope, model, { messages: [user('List them.')], output }),
  );
  const asked = (call: number) => model.calls[call]?.request.messages as readonly Message[];
  return { model, run: () => agent.run(null).value(), asked };
}

test('a native answer that was cut is asked for again and never continued', async () => {
  const cut = { text: '{"items":["a","b', stopReason: 'max-tokens' } as const;
  const { model, run, asked } = setUp(list, NATIVE, [cut, { json: { items: ['a', 'b', 'c'] } }]);

  expect(await run()).toEqual({ items: ['a', 'b', 'c'] });
  expect(textOf(asked(1).at(-1) as Message)).toContain('it was cut off');
  model.assertDone();
});

test("a tool's input that was cut does not count, even where it fits", async () => {
  const input = { items: ['a'] };
  const cut = { calls: [{ name: 'answer', input }], stopReason: 'max-tokens' } as const;
  const whole = { calls: [{ name: 'answer', input: { items: ['a', 'b'] } }] };
  const { run, asked } = setUp(list, TOOL, [cut, whole]);

  expect(await run()).toEqual({ items: ['a', 'b'] });
  expect(asked(1).at(-1)?.content).toMatchObject([{ type: 'tool-result', isError: true }]);
});

test('JSON in text that was cut is continued', async () => {
  const { run } = setUp(list, TEXT, [
    { text: '{"items":["a","b', stopReason: 'max-tokens' },
    '","c"]}',
  ]);
  expect(await run()).toEqual({ items: ['a', 'b', 'c'] });
});

test('an answer that is cut each time fails and says what to raise', async () => {
  const cut = { text: '{"items":["a', stopReason: 'max-tokens' } as const;
  const { run } = setUp(list, NATIVE, [cut, cut]);
  await expect(run()).rejects.toThrow('allow more tokens');
});

test('a call of a tool that was never offered becomes text before the next attempt', async () => {
  const call = { calls: [{ name: 'search', input: { query: 'x' } }] };
  const { run, asked } = setUp(list, NATIVE, [call, { json: { items: [] } }]);

  expect(await run()).toEqual({ items: [] });
  expect(textOf(asked(1)[1] as Message)).toBe('search({"query":"x"})');
});

test.each([
  ['a word', z.enum(['yes', 'no']), 'no', 'no'],
  ['a JSON string', z.enum(['yes', 'no']), '"no"', 'no'],
  ['a sentence', z.string(), 'It is fine.', 'It is fine.'],
])(
  'in text mode %s is an answer where the schema wants a string',
  async (_, schema, text, want) => {
    const { run, model } = setUp<string>(schema, TEXT, [text]);
    expect(await run()).toBe(want);
    model.assertDone();
  },
);

test('a recursive type is still recursive where it is wrapped', async () => {
  type Tree = string | readonly Tree[];
  const tree: z.ZodType<Tree> = z.lazy(() => z.union([z.string(), z.array(tree)]));
  const { run, model } = setUp(tree, NATIVE, [{ json: { answer: ['a', ['b']] } }]);

  expect(await run()).toEqual(['a', ['b']]);
  model.assertDone();
});
