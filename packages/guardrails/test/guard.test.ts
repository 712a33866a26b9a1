import {
  type ChatModel,
  type Check,
  createRuntime,
  json,
  pattern,
  type RunEvent,
  type RunOptions,
  stack,
  storeJournal,
  system,
  textOf,
  user,
  wrapModel,
} from '@ashlar/core';
import {
  listRetriever,
  memoryStore,
  recordingContext,
  scriptedModel,
  scriptedTool,
} from '@ashlar/core/testing';
import { describe, expect, test } from 'vitest';
import { guard, judge, pii, violatesPolicy } from '../src/index.ts';
import { passing } from './support/passing.ts';
import { wordsCheck } from './support/words-check.ts';

const asking = (model: ChatModel) =>
  pattern({ name: 'asking', version: '1' }, async (text: string, scope) => {
    scope.partial('asked');
    return textOf((await scope.generate(model, { messages: [user(text)] })).message);
  });

async function watched(agent: ReturnType<typeof asking>, input: string, options?: RunOptions) {
  const run = agent.run(input, options);
  const events: RunEvent[] = [];
  for await (const event of run) events.push(event);
  return { outcome: await run.outcome, events };
}

describe('a guarded model', () => {
  test('is sent what a check masked, and trusted parts as they are', async () => {
    const backend = scriptedModel(() => 'Done.');
    const model = guard(backend, { checks: [pii()] });
    await model.generate({
      messages: [
        system('Give out help@acme.example.com only.'),
        user([
          'Write to ann@stone.org',
          json({ to: 'bob@stone.org', tries: 3, cc: [{ 'eve@stone.org': true }] }),
          { type: 'search-result', source: 'a.md', title: 'A', content: ['Ask al@stone.org'] },
        ]),
      ],
    });
    expect(backend.calls[0]?.request.messages).toEqual([
      system('Give out help@acme.example.com only.'),
      user([
        'Write to [EMAIL]',
        json({ to: '[EMAIL]', tries: 3, cc: [{ '[EMAIL]': true }] }),
        { type: 'search-result', source: 'a.md', title: 'A', content: ['Ask [EMAIL]'] },
      ]),
    ]);
  });

  test('is sent the very same messages when nothing is masked, so that their hashes are known', async () => {
    const messages = [user('Hello')];
    let sent: unknown;
    const inner = scriptedModel(() => 'Hi.');
    const spied: ChatModel = {
      ...inner,
      generate(request, context) {
        sent = request.messages[0];
        return inner.generate(request, context);
      },
    };
    await guard(spied, { checks: [pii()] }).generate({ messages });
    expect(sent).toBe(messages[0]);
  });

  test('looks at results of tools in the history as results of tools', async () => {
    const seen: string[] = [];
    const spy: Check = {
      id: 'spy',
      stages: ['input', 'tool-call', 'tool-result', 'output'],
      origins: ['user', 'tool', 'model'],
      cost: 'local',
      inspect(parts, { stage }) {
        for (const { part, origin, path } of parts) {
          if (part.type === 'text') seen.push(`${stage} ${origin} ${path ?? ''} ${part.text}`);
        }
        return [];
      },
    };
    await guard(
      scriptedModel(() => 'Rain.'),
      { checks: [spy] },
    ).generate({
      messages: [
        user('Weather?'),
        {
          role: 'assistant',
          content: [{ type: 'tool-call', id: 'c', name: 'weather', input: { city: 'Bergen' } }],
        },
        user([{ type: 'tool-result', callId: 'c', content: [{ type: 'text', text: 'wet' }] }]),
      ],
      tools: [{ name: 'weather', description: 'Weather.', inputSchema: { type: 'object' } }],
    });
    expect(seen).toEqual([
      'input user  Weather?',
      'tool-call model $.city Bergen',
      'tool-result tool content[0] wet',
      'output model  Rain.',
    ]);
  });

  test('asks each check once for all parts of a stage', async () => {
    const calls: number[] = [];
    const counting: Check = {
      id: 'counting',
      stages: ['input'],
      origins: ['user'],
      cost: 'remote',
      inspect: async (parts) => {
        calls.push(parts.length);
        return [];
      },
    };
    const messages = [user(['a', 'b', json({ c: 'd', e: ['f', 'g'] })])];
    await guard(scriptedModel(['x']), { checks: [counting] }).generate({ messages });
    expect(calls).toEqual([5]);
  });

  test('blocked, ends the run as blocked with verdicts, partial and no word of what was found', async () => {
    const store = memoryStore();
    for (const stream of [false, true]) {
      const model = guard(
        scriptedModel(() => `Well, ${'so it is. '.repeat(20)} the tetragrammaton is here`),
        { checks: [wordsCheck(['tetragrammaton']), pii()] },
      );
      const options = { id: `r${stream}`, journal: storeJournal(store), stream };
      const { outcome, events } = await watched(asking(model), 'Say it.', options);
      expect(outcome).toMatchObject({
        status: 'blocked',
        partial: 'asked',
        verdicts: [{ check: 'words', action: 'block', code: 'words.found', part: 0 }],
      });
      const verdicts = events.filter(({ type }) => type === 'check.verdict');
      expect(verdicts).toMatchObject([{ verdict: { code: 'words.found' } }]);
      expect(JSON.stringify([outcome, events])).not.toContain('tetragrammaton');
      const records = JSON.stringify(store.records(options.id));
      expect(records).toContain('words.found');
      expect(records).not.toContain('tetragrammaton');
    }
  });

  test('counts the tokens of what is sent, not of what must not leave', async () => {
    const counted: unknown[] = [];
    const inner: ChatModel = {
      ...scriptedModel([]),
      countTokens: async (request) => counted.push(request.messages),
    };
    const model = guard(inner, { checks: [pii()] });
    await model.countTokens?.({ messages: [user('I am ann@stone.org')] });
    expect(counted).toEqual([[user('I am [EMAIL]')]]);
    expect(
      guard({ ...inner, countTokens: undefined } as never, { checks: [pii()] }),
    ).not.toHaveProperty('countTokens');
  });

  test('stands outside of a cache', () => {
    const cache = (model: ChatModel) => wrapModel(model, { kind: 'cache' });
    const guarding = (model: ChatModel) => guard(model, { checks: [pii()] });
    const inner = scriptedModel([]);
    expect(stack(inner, [guarding, cache]).kind).toBe('guard');
    expect(() => stack(inner, [cache, guarding])).toThrow(/guard stands inside of a cache/);
  });

  test('says nothing more of what the provider says besides when something was masked', async () => {
    const inner = scriptedModel(['Ask ann@stone.org']);
    const chatty: ChatModel = {
      ...inner,
      async generate(request, context) {
        const response = await inner.generate(request, context);
        return { ...response, vendor: { test: { trace: 'ann@stone.org' } } };
      },
    };
    const said = await guard(chatty, { checks: [pii()] }).generate({ messages: [user('Whom?')] });
    expect(JSON.stringify(said)).not.toContain('ann@');
  });
});

describe('a judge', () => {
  const policy = 'No advice on medication.';

  test('is asked in the run, journaled and metered, and blocks', async () => {
    const model = scriptedModel(() => ({ json: { violates: true, confidence: 0.9 } }), {
      id: 'judge',
    });
    const guarded = guard(scriptedModel(['Take two.'], { id: 'writer' }), {
      checks: [judge({ policy, answerer: violatesPolicy.on(model), stages: ['output'] })],
    });
    const { outcome, events } = await watched(asking(guarded), 'What do I take?');
    expect(outcome).toMatchObject({ status: 'blocked', verdicts: [{ code: 'judge.violation' }] });
    expect(outcome.usage.calls.map((call) => call.model).sort()).toEqual(['judge', 'writer']);
    const ids = events.flatMap((event) => (event.type === 'effect.started' ? event.id : []));
    expect(ids).toContain('generate#0/check:judge#0/ask:guardrails.violates-policy@1#0/generate#0');
  });

  test('of another shape blocks, and a rule judges for nothing', async () => {
    const shapeless = scriptedModel(() => 'I cannot tell.');
    const checks = [judge({ policy, answerer: violatesPolicy.on(shapeless, { retries: 0 }) })];
    const failed = await asking(guard(scriptedModel(['Hello.']), { checks })).run('Hi').outcome;
    expect(failed).toMatchObject({ status: 'blocked', verdicts: [{ code: 'check.failed' }] });

    const rule = violatesPolicy.by(({ text }) => ({
      violates: /\bmg\b/.test(text),
      confidence: 1,
    }));
    const ruled = guard(scriptedModel(['Take 5 mg.', 'See a doctor.']), {
      checks: [judge({ policy, answerer: rule })],
    });
    expect(await asking(ruled).run('Hi').outcome).toMatchObject({ status: 'blocked' });
    expect(await asking(ruled).run('Hi').value()).toBe('See a doctor.');
  });

  test('sees what checks in this process masked as masked, and nothing when they blocked', async () => {
    const model = scriptedModel(() => ({ json: { violates: false, confidence: 1 } }));
    const asked = judge({ policy, answerer: violatesPolicy.on(model) });
    const checks = [asked, pii(), wordsCheck(['FORBIDDEN'])];
    const agent = asking(guard(scriptedModel(['FORBIDDEN']), { checks }));
    expect((await agent.run('I am ann@stone.org').outcome).status).toBe('blocked');
    expect(model.calls).toHaveLength(1);
    expect(JSON.stringify(model.calls[0]?.request)).toContain('I am [EMAIL]');
  });

  test('that is not sure enough flags, and does not judge more than it may', async () => {
    const rule = violatesPolicy.by(() => ({ violates: true, confidence: 0.3 }));
    const own = judge({ policy, answerer: rule, maxCharacters: 20 });
    const agent = asking(
      guard(
        scriptedModel(() => 'Fine.'),
        { checks: [own] },
      ),
    );
    const { outcome, events } = await watched(agent, 'Hi');
    expect(outcome).toMatchObject({ status: 'completed' });
    expect(events.filter(({ type }) => type === 'check.verdict')).toMatchObject([
      { verdict: { action: 'flag', code: 'judge.violation' } },
      { verdict: { action: 'flag' } },
    ]);
    expect(await agent.run('A question of more than 20 characters').outcome).toMatchObject({
      verdicts: [{ code: 'judge.too-long' }],
    });
  });
});

describe('a guarded tool', () => {
  const context = { ...recordingContext(), idempotencyKey: 'k' };

  test('is called with masked arguments, and its result is masked, with its structure kept', async () => {
    const tool = scriptedTool({ name: 'crm' }, () => ({
      rows: [{ name: 'Ann', mail: 'ann@stone.org', visits: 3, at: null }],
    }));
    const guarded = guard(tool, { checks: [pii()] });
    const result = await guarded.run({ query: 'bob@stone.org', limit: 5 } as never, context);
    expect(tool.calls[0]?.input).toEqual({ query: '[EMAIL]', limit: 5 });
    expect(result).toEqual({ rows: [{ name: 'Ann', mail: '[EMAIL]', visits: 3, at: null }] });
    expect(guarded).toMatchObject({ name: 'crm', effect: 'read' });
  });

  test('shows checks the images of its result as images, and does not read their bytes', async () => {
    const seen: string[] = [];
    const looking = passing({
      id: 'looking',
      stages: ['tool-result'],
      origins: ['tool'],
      inspect: (parts) => {
        seen.push(...parts.map(({ part }) => part.type));
        return [];
      },
    });
    const source = { base64: 'iVBORw0K+13nT9xR4bWqPzKcVdYhGfJsMuLwEaTkQo5/' };
    const ashlarContent = [
      { type: 'text', text: 'Ask ann@stone.org' },
      { type: 'image', format: 'png', source },
    ];
    const tool = scriptedTool({ name: 'chart' }, () => ({ ashlarContent }));
    const guarded = guard(tool, { checks: [pii(), looking] });
    expect(await guarded.run({} as never, context)).toEqual({
      ashlarContent: [{ type: 'text', text: 'Ask [EMAIL]' }, ashlarContent[1]],
    });
    expect(seen).toEqual(['text', 'image']);
  });

  test('returns nothing that becomes text only when it is recorded', async () => {
    const hidden = { toJSON: () => 'ann@stone.org' };
    const tool = guard(
      scriptedTool({ name: 'crm' }, () => ({ hidden })),
      { checks: [pii()] },
    );
    await expect(tool.run({} as never, context)).rejects.toMatchObject({
      code: 'value.not-json',
      facts: { path: '$.hidden' },
    });
  });

  test('is not called with a number that would have to be masked: the run is blocked', async () => {
    const tool = scriptedTool({ name: 'pay' }, () => 'paid');
    const paying = pattern({ name: 'paying', version: '1' }, (card: number, scope) =>
      scope.call(guard(tool, { checks: [pii()] }), { card }),
    );
    const outcome = await paying.run(4111111111111111).outcome;
    expect(outcome).toMatchObject({
      status: 'blocked',
      verdicts: [{ code: 'pii.card', action: 'block', path: '$.card' }],
    });
    expect(tool.calls).toHaveLength(0);
    expect(JSON.stringify(outcome)).not.toContain('411111');
  });
});

describe('a guarded retriever', () => {
  const access = { tenant: 'acme', subject: 'ann', groups: [] };
  const passages = [
    { source: 'a.md', text: 'The stone of FORBIDDEN words.', span: { start: 0, end: 29 }, line: 1 },
    { source: 'b.md', text: 'A stone, says bob@stone.org', span: { start: 3, end: 30 }, line: 1 },
  ];
  const words = wordsCheck(['FORBIDDEN'], 'block', {
    stages: ['retrieval'],
    origins: ['retrieval'],
  });

  test('ends the run, or leaves out what is blocked when that is asked for', async () => {
    const checks = [pii(), words];
    const inner = listRetriever(passages);
    await expect(
      guard(inner, { checks }).retrieve({ text: 'stone ann@a.org' }, access),
    ).rejects.toMatchObject({ code: 'run.blocked' });
    expect(inner.queries[0]?.query.text).toBe('stone [EMAIL]');

    const dropping = guard(inner, { checks, blockedHits: 'drop' });
    const hits = await dropping.retrieve({ text: 'stone' }, access);
    expect(hits).toMatchObject([{ source: 'b.md', text: 'A stone, says [EMAIL]' }]);
    // It does not stand in its source like that.
    expect(hits[0]).not.toHaveProperty('span');
    expect(hits[0]).not.toHaveProperty('line');
  });
});

describe('a guarded agent', () => {
  const word = wordsCheck(['tetragrammaton']);

  test('is given masked input, and its output is masked', async () => {
    const echo = pattern({ name: 'echo', version: '1' }, (input: { text: string }) => ({
      said: `${input.text}, or bob@stone.org`,
    }));
    const guarded = guard(echo, { checks: [pii()] });
    expect(await guarded.run({ text: 'ann@stone.org' }).value()).toEqual({
      said: '[EMAIL], or [EMAIL]',
    });
    expect(guarded).toMatchObject({ name: 'echo', version: '1' });
  });

  test('shows nothing that is blocked while its models write', async () => {
    for (const check of [word, { ...word, cost: 'remote' as const }]) {
      const model = scriptedModel(() => `${'So it is. '.repeat(20)}tetragrammaton`);
      const inner = pattern({ name: 'inner', version: '1' }, async (text: string, scope) => {
        const { message } = await scope.generate(model, { messages: [user(text)] });
        return textOf(message);
      });
      const { outcome, events } = await watched(guard(inner, { checks: [check] }), 'Say it.');
      expect(outcome).toMatchObject({ status: 'blocked', verdicts: [{ code: 'words.found' }] });
      expect(JSON.stringify([outcome, events])).not.toContain('tetragrammaton');
    }
  });

  test('takes its place in a run around it', async () => {
    const inner = pattern({ name: 'inner', version: '1' }, () => 'tetragrammaton');
    const outer = pattern({ name: 'outer', version: '1' }, (_: null, scope) =>
      scope.run(guard(inner, { checks: [word] }), null),
    );
    expect(await outer.run(null).outcome).toMatchObject({
      status: 'blocked',
      verdicts: [{ check: 'words' }],
    });
  });
});

describe('a guard as policy', () => {
  test('stands around every model, tool and retriever of every pattern', async () => {
    const checks = [pii()];
    const runtime = createRuntime({
      policy: {
        model: (model) => guard(model, { checks }),
        tool: (tool) => guard(tool, { checks }),
        retriever: (retriever) => guard(retriever, { checks }),
      },
    });
    const backend = scriptedModel(({ messages }) => textOf(messages[0] ?? user('')));
    const tool = scriptedTool({ name: 'crm' }, () => 'eve@stone.org');
    const agent = runtime.pattern({ name: 'a', version: '1' }, async (text: string, scope) => {
      const called = await scope.call(tool, { text });
      const { message } = await scope.generate(backend, { messages: [user(text)] });
      return [called, textOf(message)];
    });
    expect(await agent.run('ann@stone.org').value()).toEqual(['[EMAIL]', '[EMAIL]']);
    expect(tool.calls[0]?.input).toEqual({ text: '[EMAIL]' });
  });
});

test('what is none of these cannot be guarded, nor without a check, nor with two of one id', () => {
  expect(() => guard({} as ChatModel, { checks: [pii()] })).toThrow(/takes a model, a tool/);
  const model = scriptedModel([]);
  expect(() => guard(model, { checks: [] })).toThrow(/guards nothing/);
  expect(() => guard(model, { checks: [pii(), pii()] })).toThrow(/Two checks have the id pii/);
});
