import {
  jsonSchema,
  memoryJournal,
  pattern,
  type Scope,
  storeJournal,
  type Tool,
  toJsonSchema,
  user,
} from '@ashlar/core';
import { listRetriever, memoryStore, scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as mini from 'zod/mini';

const agentOf = (body: (scope: Scope) => unknown) =>
  pattern({ name: 'agent', version: '1' }, (_: null, scope) => body(scope));

test('two agents of one name and different versions in one tree are refused, naming both', async () => {
  const version = (number: string) => pattern({ name: 'writer', version: number }, () => number);
  const agent = agentOf(async (scope) => [
    await scope.run(version('1'), null),
    await scope.run(version('2'), null),
  ]);
  expect(await agent.run(null).outcome).toMatchObject({
    status: 'failed',
    error: {
      code: 'agent.duplicate',
      facts: { name: 'writer' },
      message: expect.stringMatching(/versions 1 and 2.*Rename one/),
    },
  });
});

test('an agent may run itself, and one definition may be made twice', async () => {
  const writer = () => pattern({ name: 'writer', version: '1' }, () => 'text');
  const agent = agentOf(async (scope) => [
    await scope.run(writer(), null),
    await scope.run(writer(), null),
  ]);
  expect(await agent.run(null).value()).toEqual(['text', 'text']);
});

test('a schema that cannot be shown to a model is refused, saying what to use', () => {
  expect(() => toJsonSchema(z.object({ when: z.date() }))).toThrow(
    expect.objectContaining({
      code: 'schema.unsupported',
      facts: { what: 'zod' },
      message: expect.stringContaining('a string for a date'),
    }),
  );
});

test('a Standard Schema without JSON Schema is refused too', () => {
  const schema = mini.object({ when: mini.string() });
  expect(() => toJsonSchema(schema as never)).toThrow(
    expect.objectContaining({
      code: 'schema.unsupported',
      message: expect.stringContaining('it has no JSON Schema'),
    }),
  );
});

test('a JSON Schema with a keyword that nothing would enforce is refused at once, with its place', () => {
  const broken = { type: 'object', properties: { a: { unevaluatedProperties: false } } };
  expect(() => jsonSchema(broken)).toThrow(
    expect.objectContaining({
      code: 'schema.unsupported',
      facts: expect.objectContaining({ keyword: 'unevaluatedProperties' }),
    }),
  );
});

test('a tool whose effect is misspelt is refused before it runs: it would be repeated like a read', async () => {
  let paid = 0;
  const pay: Tool<object, number> = {
    name: 'pay',
    description: '',
    input: jsonSchema<object>({ type: 'object' }),
    effect: 'Once' as 'once',
    run: async () => (paid += 1),
  };
  expect(await agentOf((scope) => scope.call(pay, {})).run(null).outcome).toMatchObject({
    error: { code: 'scope.misuse', facts: { what: 'call pay' } },
  });
  const step = agentOf((scope) => scope.step('s', () => 1, { effect: 'write' as never }));
  expect(await step.run(null).outcome).toMatchObject({
    error: { code: 'scope.misuse', facts: { what: 'step s' } },
  });
  expect(paid).toBe(0);
});

test('nobody is not everybody: a retrieval without a principal is refused, and one with a reason is noted', async () => {
  const papers = listRetriever(['a secret'], { name: 'papers' });
  const agent = agentOf((scope) => scope.retrieve(papers, 'secret'));
  expect(await agent.run(null).outcome).toMatchObject({
    error: { code: 'access.missing', facts: { retriever: 'papers' } },
  });
  expect(papers.queries).toEqual([]);
  const principal = { tenant: 'acme', subject: 'ann', groups: [] };
  expect(await agent.run(null, { principal }).value()).toHaveLength(1);

  const open = agentOf((scope) =>
    scope.retrieve(papers, 'secret', { access: { unrestricted: 'the index is public' } }),
  );
  const notes: unknown[] = [];
  for await (const event of open.run(null)) if (event.type === 'note') notes.push(event.data);
  expect(notes).toEqual(['the index is public']);
});

test('a history that no model takes is refused before anything is sent, with the message that is wrong', async () => {
  const model = scriptedModel(['x']);
  const agent = agentOf((scope) => scope.generate(model, { messages: [user('a'), user('b')] }));
  expect(await agent.run(null).outcome).toMatchObject({
    error: { code: 'history.invalid', facts: { index: 1 } },
  });
  expect(model.calls).toEqual([]);
});

test('a concurrency below 1 is refused', async () => {
  const agent = agentOf((scope) => scope.parallel([], { concurrency: 0 }));
  expect(await agent.run(null).outcome).toMatchObject({ error: { code: 'scope.misuse' } });
});

test('an input that does not fit its schema ends the run with every issue, and nothing has begun', async () => {
  let begun = 0;
  const input = z.object({ name: z.string(), age: z.number() });
  const agent = pattern({ name: 'agent', version: '1', input }, () => {
    begun += 1;
  });
  expect(await agent.run({ name: 1 } as never).outcome).toMatchObject({
    error: { code: 'input.invalid', facts: { issues: [/\$\.name/, /\$\.age/].map(matching) } },
  });
  expect(begun).toBe(0);
});

test('a value that does not fit its schema is not returned', async () => {
  const output = z.object({ name: z.string() });
  const agent = pattern({ name: 'agent', version: '1', output }, () => ({}) as { name: string });
  expect(await agent.run(null).outcome).toMatchObject({
    error: { code: 'output.invalid', facts: { issues: [matching(/\$\.name/)] } },
  });
});

test('a run that was refused can be run again under the same id and completes', async () => {
  const journal = storeJournal(memoryStore());
  let versions = ['1', '2'];
  const agent = agentOf(async (scope) => {
    for (const version of versions) {
      await scope.run(
        pattern({ name: 'writer', version }, () => version),
        null,
      );
    }
    return versions;
  });
  const options = { id: 'r', journal };
  expect((await agent.run(null, options).outcome).status).toBe('failed');
  versions = ['1', '1'];
  expect(await agent.run(null, options).value()).toEqual(['1', '1']);
});

test('entries that are not of a journal are refused as corrupt', async () => {
  const agent = agentOf((scope) => scope.step('s', () => 1));
  const store = memoryStore();
  await agent.run(null, { id: 'r', journal: storeJournal(store) }).outcome;
  const journal = memoryJournal([...store.records('r').slice(0, 1), { t: 'nonsense' }]);
  expect(await agent.run(null, { id: 'r', journal }).outcome).toMatchObject({
    status: 'failed',
    error: { code: 'journal.corrupt', facts: { run: 'r', entry: 1 } },
  });
});

function matching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}
