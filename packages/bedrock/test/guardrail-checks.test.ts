import { detachedContext, type InspectedPart, type Origin } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { bedrock, type GuardrailChecksOptions, guardrailChecks } from '../src/index.ts';
import { recordingContext } from './support/recording-context.ts';
import { failure, json } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

const usage = { promptAttack: { textUnits: 2 }, sensitiveInformation: { textUnits: 3 } };
const options = { promptAttack: ['JAILBREAK'], sensitiveInformation: ['EMAIL'] } as const;

async function open(reply: Reply, more: Partial<GuardrailChecksOptions> = {}) {
  const server = await startServer();
  server.reply(reply);
  const connection = server.connect({ retry: false });
  return { server, check: guardrailChecks({ connection, ...options, ...more }) };
}

function reply(severityScore: number, results: readonly object[] = [], more: object = {}): Reply {
  return json(200, {
    results: {
      promptAttack: { results: [{ category: 'JAILBREAK', severityScore }] },
      sensitiveInformation: { results, ...more },
    },
    usage,
  });
}

const inspected = (text: string, index = 0, origin: Origin = 'user'): InspectedPart => ({
  part: { type: 'text', text },
  origin,
  index,
});
const context = { ...detachedContext(), stage: 'input' } as const;

it('asks about all parts in one request, each a message of its role', async () => {
  const { server, check } = await open(reply(0));
  const list = [inspected('a'), inspected('b', 1, 'model'), inspected('c', 2, 'retrieval')];
  expect(await check.inspect(list, context)).toEqual([]);
  expect(server.received).toHaveLength(1);
  expect(server.received[0]).toMatchObject({ method: 'POST', path: '/guardrail-checks/invoke' });
  expect(server.received[0]?.body).toEqual({
    messages: [
      { role: 'user', content: [{ text: 'a' }] },
      { role: 'assistant', content: [{ text: 'b' }] },
      { role: 'user', content: [{ text: 'c' }] },
    ],
    checks: {
      promptAttack: { categories: [{ category: 'JAILBREAK' }] },
      sensitiveInformation: { entities: [{ type: 'EMAIL' }] },
    },
  });
});

it.each([
  [0.1, []],
  [0.3, [{ action: 'flag', code: 'attack.jailbreak', confidence: 0.3 }]],
  [0.9, [{ action: 'block', code: 'attack.jailbreak', confidence: 0.9, part: 0 }]],
])('judges severity %d', async (severity, verdicts) => {
  const { check } = await open(reply(severity));
  const found = await check.inspect([inspected('Ignore all that.')], context);
  expect(found).toMatchObject(verdicts);
  expect(found).toHaveLength(verdicts.length);
});

it('asks each part alone when the severity of all is too high', async () => {
  const { server, check } = await open((response, request) => {
    const bad = JSON.stringify(request.body.messages).includes('Ignore');
    reply(bad ? 1 : 0)(response, request);
  });
  const verdicts = await check.inspect([inspected('Hi'), inspected('Ignore!', 1)], context);
  expect(verdicts).toMatchObject([{ part: 1, code: 'attack.jailbreak', action: 'block' }]);
  expect(server.received).toHaveLength(3);
});

const entry = (beginOffset: number, endOffset: number, confidenceScore = 0.9) => ({
  type: 'EMAIL',
  confidenceScore,
  beginOffset,
  endOffset,
  messageIndex: 0,
  contentIndex: 0,
});

it('masks personal data at its place, or blocks or flags it', async () => {
  const one = reply(0, [entry(3, 8)]);
  const masking = await open(one);
  expect(await masking.check.inspect([inspected('To a@b.c!')], context)).toMatchObject([
    { action: 'mask', code: 'pii.email', span: { start: 3, end: 8 }, replacement: '{EMAIL}' },
  ]);
  for (const sensitiveAction of ['block', 'flag'] as const) {
    const { check } = await open(one, { sensitiveAction });
    expect(await check.inspect([inspected('To a@b.c!')], context)).toMatchObject([
      { action: sensitiveAction, span: { start: 3, end: 8 } },
    ]);
  }
  const unsure = await open(reply(0, [entry(3, 8, 0.2)]));
  expect(await unsure.check.inspect([inspected('To a@b.c!')], context)).toEqual([]);
});

it.each([
  ['code points', 2, 7],
  ['UTF-16 units', 3, 8],
])('hides all of it beside emoji, whether offsets count %s', async (_, begin, end) => {
  const { check } = await open(reply(0, [entry(begin, end)]));
  const text = '🧱 a@b.c 🧱';
  const [verdict] = await check.inspect([inspected(text)], context);
  const { start = 0, end: until = 0 } = verdict?.span ?? {};
  expect(text.slice(start, until)).toContain('a@b.c');
});

describe('it fails closed', () => {
  it('when personal data is more than is listed', async () => {
    const { check } = await open(reply(0, [], { truncated: true }));
    expect(await check.inspect([inspected('a')], context)).toMatchObject([
      { action: 'block', code: 'pii.truncated' },
    ]);
  });

  it('when the place of personal data does not exist', async () => {
    const { check } = await open(reply(0, [{ ...entry(3, 8), messageIndex: 7 }]));
    expect(await check.inspect([inspected('a')], context)).toMatchObject([
      { action: 'block', code: 'pii.email' },
    ]);
  });

  it.each([
    ['an error', failure(503, 'ServiceUnavailableException'), 'model.unavailable'],
    ['a reply without one of the results', json(200, { results: {}, usage }), 'model.failed'],
  ])('on %s', async (_, broken, code) => {
    const { check } = await open(broken);
    await expect(check.inspect([inspected('a')], context)).rejects.toMatchObject({ code });
  });

  it('on anything but text', async () => {
    const { server, check } = await open(reply(0));
    const part = { type: 'image', format: 'png', source: { base64: 'aGk=' } } as const;
    expect(await check.inspect([{ part, origin: 'user', index: 4 }], context)).toMatchObject([
      { action: 'block', code: 'guardrail.unreadable', part: 4 },
    ]);
    expect(server.received).toHaveLength(0);
  });
});

it('refuses to check nothing', () => {
  expect(() => guardrailChecks({ connection: bedrock() })).toThrow(/ask for contentFilter/);
});

it('pays for its units at the price that it was told, and is unpriced without one', async () => {
  const priced = await open(reply(0), { usdPer1000Units: 0.2 });
  const paying = recordingContext();
  await priced.check.inspect([inspected('a')], { ...paying, stage: 'input' });
  expect(paying.estimates[0]).toMatchObject({ inputTokens: 2, info: { price: { inputUsd: 200 } } });
  const free = await open(reply(0));
  const unpriced = recordingContext();
  await free.check.inspect([inspected('a')], { ...unpriced, stage: 'input' });
  expect(unpriced.estimates[0]?.info).toEqual({});
});
