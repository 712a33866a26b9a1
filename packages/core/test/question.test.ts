import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  createRuntime,
  json,
  type Message,
  type Part,
  type PromptCatalog,
  type Question,
  question,
  system,
  textOf,
  user,
} from '../src/index.ts';
import { type ScriptedStep, scriptedModel } from '../src/testing/index.ts';

const isSafe = question({
  name: 'is-safe',
  version: '1',
  input: z.object({ text: z.string() }),
  output: z.enum(['yes', 'no']),
  prompt: (input) => [system('Is it safe?'), user([json(input)])],
});

async function ask<I, O>(
  asked: Question<I, O>,
  input: I,
  script: readonly ScriptedStep[],
  prompts: PromptCatalog = {},
) {
  const model = scriptedModel(script);
  const runtime = createRuntime({ prompts });
  const agent = runtime.pattern({ name: 'ask', version: '1' }, (_: null, scope) =>
    scope.ask(asked.on(model), input),
  );
  const value = await agent.run(null).value();
  const { request, attributes } = model.calls[0] ?? {};
  return { value, messages: request?.messages ?? [], request, tag: attributes?.question };
}

const jsonIn = (messages: readonly Message[]) =>
  messages.flatMap(({ content }) => content.filter((part: Part) => part.type === 'json'));

const texts = [{ text: 'a' }, { text: 'b' }];
const both = [{ json: { answer: ['yes', 'no'] } }];

test('a batch shows the data of all inputs in the place of one', async () => {
  const { value, messages } = await ask(isSafe.batch(), texts, both);
  expect(value).toEqual(['yes', 'no']);
  expect(jsonIn(messages)).toEqual([json(texts)]);
});

test('a batch shows of each input what the prompt shows of one, with the labels of all', async () => {
  const label = { origin: 'user', dataClass: 'internal' } as const;
  const short = isSafe.with({
    version: 'short',
    prompt: ({ text }) => [user([{ ...json(text), label }])],
  });
  const { messages } = await ask(short.batch(), texts, both);
  expect(jsonIn(messages)).toEqual([{ ...json(['a', 'b']), label }]);
});

test("a catalog's wording of one input holds in a batch, too", async () => {
  const seen: unknown[] = [];
  const prompt = (input: { text: string }) => {
    seen.push(input);
    return [user(['Harmless?', json(input)])];
  };
  const { messages, tag } = await ask(isSafe.batch(), texts, both, {
    'is-safe': { version: 'acme', prompt },
  });
  expect(seen).toEqual(texts);
  expect(textOf(messages[0] as Message)).toContain('Harmless?');
  expect(jsonIn(messages)).toEqual([json(texts)]);
  expect(tag).toBe('is-safe@1.batch+acme');
});

test('examples are shown in the shape that is asked for', async () => {
  const examples = [{ input: { text: 'tea' }, output: 'yes' }] as const;
  const { messages } = await ask(isSafe.with({ version: 'x', examples }), { text: 'a' }, ['no']);
  expect(textOf(messages[2] as Message)).toBe('{"answer":"yes"}');
});

test('the examples of a question are shown to a batch as one batch', async () => {
  const examples = [
    { input: { text: 'tea' }, output: 'yes' },
    { input: { text: 'acid' }, output: 'no' },
  ] as const;
  const { messages } = await ask(isSafe.with({ version: 'x', examples }).batch(), texts, both);
  expect(jsonIn(messages)[0]).toEqual(json([{ text: 'tea' }, { text: 'acid' }]));
  expect(textOf(messages[2] as Message)).toBe('{"answer":["yes","no"]}');
});

test("a catalog's examples are shown to a batch as one batch", async () => {
  const examples = [{ input: { text: 'tea' }, output: 'yes' }];
  const { messages } = await ask(isSafe.batch(), texts, both, {
    'is-safe': { version: 'acme', examples },
  });
  expect(textOf(messages[2] as Message)).toBe('{"answer":["yes"]}');
});

test('a list without inputs is answered without a model', async () => {
  const reworded = isSafe.batch().with({ version: 'x' });
  expect((await ask(reworded, [], [])).value).toEqual([]);
});

test.each([
  ['none', () => [user('Is it safe?')]],
  ['two', (input: { text: string }) => [user([json(input), json(input)])]],
])(
  'a prompt with %s of the JSON parts that it must have one of is refused by name',
  async (_, prompt) => {
    const wrong = isSafe.with({ version: 'x', prompt });
    const refused = { code: 'question.invalid', facts: { question: 'is-safe@1+x' } };
    await expect(ask(wrong, { text: 'a' }, ['yes'])).rejects.toMatchObject(refused);
    await expect(ask(wrong.batch(), texts, both)).rejects.toMatchObject(refused);
  },
);

test('a recursive answer is still recursive in a batch', async () => {
  type Node = { readonly name: string; readonly children: readonly Node[] };
  const node: z.ZodType<Node> = z.object({
    name: z.string(),
    get children() {
      return z.array(node);
    },
  });
  const parse = question({
    name: 'parse',
    version: '1',
    input: z.object({ text: z.string() }),
    output: node,
    prompt: (input) => [user([json(input)])],
  });
  const tree = { name: 'a', children: [{ name: 'b', children: [] }] };
  const { value, request } = await ask(
    parse.batch(),
    [{ text: 'a' }],
    [{ json: { answer: [tree] } }],
  );
  expect(value).toEqual([tree]);
  expect(request?.output?.schema).toMatchObject({
    properties: {
      answer: {
        items: {
          properties: { children: { items: { $ref: '#/properties/answer/items' } } },
        },
      },
    },
  });
});
