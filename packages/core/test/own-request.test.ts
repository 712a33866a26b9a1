import { expect, test } from 'vitest';
import { type Check, type Message, pattern, type Scope, type Tool, user } from '../src/index.ts';
import { hashEmbedder, scriptedModel } from '../src/testing/index.ts';

const runs = <O>(body: (scope: Scope) => Promise<O>) =>
  pattern({ name: 'p', version: '1' }, (_: null, scope) => body(scope))
    .run(null)
    .value();

test('a model is asked with the messages as they were at the call', async () => {
  const model = scriptedModel(['yes']);
  await runs(async (scope) => {
    const content = [{ type: 'text' as const, text: 'before' }];
    const messages: Message[] = [{ role: 'user', content }];
    const answer = scope.generate(model, { messages });
    content[0] = { type: 'text', text: 'after' };
    messages.push(user('more'));
    await answer;
    content.push({ type: 'text', text: 'the caller may go on with its own' });
  });
  expect(model.calls[0]?.request.messages).toEqual([user('before')]);
});

test('a tool gets the input as it was at the call', async () => {
  const seen: unknown[] = [];
  const schema = { validate: (value: unknown) => ({ value: value as never }), version: 1 as const };
  const tool: Tool<{ list: number[] }, null> = {
    name: 't',
    description: '',
    effect: 'read',
    input: { '~standard': { ...schema, vendor: 'test', jsonSchema: { input: () => ({}) } } },
    run: async (input) => {
      seen.push(input);
      return null;
    },
  };
  await runs(async (scope) => {
    const input = { list: [1] };
    const called = scope.call(tool, input);
    input.list.push(2);
    await called;
  });
  expect(seen).toEqual([{ list: [1] }]);
});

test('what is embedded, ranked and looked for is what it was at the call', async () => {
  const seen: unknown[] = [];
  const embedder = hashEmbedder();
  const reranker = {
    id: 'r',
    rerank: async (_: string, passages: readonly string[]) => {
      seen.push(passages);
      return [];
    },
  };
  const retriever = {
    name: 'f',
    description: '',
    retrieve: async (query: object) => {
      seen.push(query);
      return [];
    },
  };
  const vectors = await runs(async (scope) => {
    const items = ['a'];
    const query = { text: 'a' };
    const all = Promise.all([
      scope.embed(embedder, items, { purpose: 'query' }),
      scope.rerank(reranker, 'q', items),
      scope.retrieve(retriever, query, { access: { unrestricted: 'a test' } }),
    ]);
    items.push('b');
    query.text = 'b';
    const [embedded] = await all;
    return embedded.length;
  });
  expect(vectors).toBe(1);
  expect(seen).toEqual([['a'], { text: 'a' }]);
});

test('a check looks at the parts as they were at the call', async () => {
  const seen: unknown[] = [];
  const check: Check = {
    id: 'c',
    stages: ['input'],
    origins: ['user'],
    cost: 'sync',
    inspect: (parts) => {
      seen.push(...parts.map(({ part }) => part));
      return [];
    },
  };
  await runs(async (scope) => {
    const part = { type: 'text' as const, text: 'before' };
    const verdicts = scope.check([check], [{ part, origin: 'user', index: 0 }], { stage: 'input' });
    part.text = 'after';
    await verdicts;
  });
  expect(seen).toEqual([{ type: 'text', text: 'before' }]);
});
