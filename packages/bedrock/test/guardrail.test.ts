import { detachedContext, type InspectedPart, type Origin, type Part } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { type GuardrailOptions, guardrail } from '../src/index.ts';
import { recordingContext } from './support/recording-context.ts';
import { failure, json } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

// Replies as the API reference of ApplyGuardrail shows them.
const usage = {
  topicPolicyUnits: 1,
  contentPolicyUnits: 1,
  wordPolicyUnits: 1,
  sensitiveInformationPolicyUnits: 1,
  sensitiveInformationPolicyFreeUnits: 1,
  contextualGroundingPolicyUnits: 0,
};
const clean = { usage, action: 'NONE', outputs: [], assessments: [{}] };
const intervened = (assessment: object, text = 'Sorry.') => ({
  usage,
  action: 'GUARDRAIL_INTERVENED',
  actionReason: 'Guardrail blocked.',
  outputs: [{ text }],
  assessments: [assessment],
});
const pii = (entities: readonly object[]) => ({
  sensitiveInformationPolicy: { piiEntities: entities, regexes: [] },
});

async function open(reply: Reply, options: Partial<GuardrailOptions> = {}) {
  const server = await startServer();
  server.reply(reply);
  const connection = server.connect({ retry: false });
  const check = guardrail({ id: 'gr1', version: '3', connection, ...options });
  return { server, check };
}

function parts(...texts: readonly (string | Part)[]): InspectedPart[] {
  return texts.map((given, index) => ({
    part: typeof given === 'string' ? { type: 'text', text: given } : given,
    origin: 'user' as Origin,
    index,
  }));
}

const at = (stage: 'input' | 'output', more: object = {}) => ({
  ...detachedContext(),
  stage,
  ...more,
});

describe('a guardrail asks', () => {
  it('about a whole list in one request', async () => {
    const { server, check } = await open(json(200, clean));
    const verdicts = await check.inspect(parts('One.', ' ', 'Two.'), at('input'));
    expect(verdicts).toEqual([]);
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      path: '/guardrail/gr1/version/3/apply',
      body: { source: 'INPUT', content: [{ text: { text: 'One.' } }, { text: { text: 'Two.' } }] },
    });
  });

  it('about an answer with its query and sources, tagged for grounding', async () => {
    const { server, check } = await open(json(200, clean));
    const about = { sources: ['A source.', 'Another.'], query: 'Why?' };
    await check.inspect(parts('Because.'), at('output', about));
    const tagged = (text: string, qualifier: string) => ({
      text: { text, qualifiers: [qualifier] },
    });
    expect(server.received[0]?.body).toEqual({
      source: 'OUTPUT',
      content: [
        tagged('A source.', 'grounding_source'),
        tagged('Another.', 'grounding_source'),
        tagged('Why?', 'query'),
        tagged('Because.', 'guard_content'),
      ],
    });
  });

  it('about images, JSON and the input of tools', async () => {
    const { server, check } = await open(json(200, clean));
    await check.inspect(
      parts(
        { type: 'image', format: 'image/jpg', source: { base64: 'aGk=' } },
        { type: 'json', value: { a: 1 } },
        { type: 'tool-call', id: 't', name: 'f', input: { to: 'x@y.z' } },
      ),
      at('input'),
    );
    expect(server.received[0]?.body.content).toEqual([
      { image: { format: 'jpeg', source: { bytes: 'aGk=' } } },
      { text: { text: '{"a":1}' } },
      { text: { text: '{"to":"x@y.z"}' } },
    ]);
  });

  it('in several requests when there is more than one takes, with an overlap at the cuts', async () => {
    const { server, check } = await open(json(200, clean), { maxCharacters: 1000 });
    const long = Array.from({ length: 2400 }, (_, index) => String(index % 10)).join('');
    await check.inspect(parts('short', long), at('input'));
    const texts = server.received.flatMap(({ body }) =>
      body.content.map(({ text }: { text: { text: string } }) => text.text),
    );
    expect(texts.every((text) => text.length <= 1000)).toBe(true);
    expect(texts.sort()).toEqual(
      ['short', long.slice(0, 1000), long.slice(800, 1800), long.slice(1600, 2400)].sort(),
    );
  });
});

describe('what a guardrail finds becomes verdicts', () => {
  const assessments: readonly [string, object, object][] = [
    [
      'a denied topic',
      { topicPolicy: { topics: [{ name: 'Investment advice', type: 'DENY', action: 'BLOCKED' }] } },
      { action: 'block', code: 'topic.investment-advice' },
    ],
    [
      'harmful content',
      { contentPolicy: { filters: [{ type: 'HATE', confidence: 'MEDIUM', action: 'BLOCKED' }] } },
      { action: 'block', code: 'content.hate', confidence: 2 / 3 },
    ],
    [
      'an attack on the prompt',
      {
        contentPolicy: {
          filters: [{ type: 'PROMPT_ATTACK', confidence: 'HIGH', action: 'BLOCKED' }],
        },
      },
      { action: 'block', code: 'content.prompt-attack', confidence: 1 },
    ],
    [
      'what it only detects',
      {
        contentPolicy: {
          filters: [{ type: 'INSULTS', confidence: 'LOW', action: 'NONE', detected: true }],
        },
      },
      { action: 'flag', code: 'content.insults' },
    ],
    [
      'a word of the customer',
      {
        wordPolicy: { customWords: [{ match: 'mortar', action: 'BLOCKED' }], managedWordLists: [] },
      },
      { action: 'block', code: 'word.custom', span: { start: 6, end: 12 } },
    ],
    [
      'profanity',
      {
        wordPolicy: {
          customWords: [],
          managedWordLists: [{ match: 'mortar', type: 'PROFANITY', action: 'BLOCKED' }],
        },
      },
      { action: 'block', code: 'word.profanity', span: { start: 6, end: 12 } },
    ],
    [
      'personal data that it blocks',
      pii([{ match: 'Ann', type: 'NAME', action: 'BLOCKED' }]),
      { action: 'block', code: 'pii.name', span: { start: 15, end: 18 } },
    ],
    [
      'personal data that it masks',
      pii([{ match: 'Ann', type: 'NAME', action: 'ANONYMIZED' }]),
      { action: 'mask', code: 'pii.name', span: { start: 15, end: 18 }, replacement: '{NAME}' },
    ],
    [
      'a regular expression',
      {
        sensitiveInformationPolicy: {
          piiEntities: [],
          regexes: [{ name: 'Badge no', match: 'Ann', regex: '…', action: 'ANONYMIZED' }],
        },
      },
      { action: 'mask', code: 'pii.regex.badge-no', replacement: '{Badge no}' },
    ],
    [
      'an answer without grounds',
      {
        contextualGroundingPolicy: {
          filters: [{ type: 'GROUNDING', threshold: 0.7, score: 0.2, action: 'BLOCKED' }],
        },
      },
      { action: 'block', code: 'grounding.grounding', confidence: 0.8 },
    ],
  ];

  it.each(assessments)('%s', async (_, assessment, verdict) => {
    const said = intervened(assessment);
    const onlyDetected = 'action' in verdict && verdict.action === 'flag';
    const { check } = await open(json(200, onlyDetected ? { ...said, action: 'NONE' } : said));
    const verdicts = await check.inspect(parts('Lime, mortar & Ann.'), at('input'));
    expect(verdicts).toMatchObject([{ check: 'bedrock.guardrail.gr1.3', part: 0, ...verdict }]);
  });

  it('automated reasoning: everything but valid is flagged', async () => {
    const findings = [
      'valid',
      'invalid',
      'satisfiable',
      'impossible',
      'tooComplex',
      'noTranslations',
    ];
    const assessment = {
      automatedReasoningPolicy: { findings: findings.map((name) => ({ [name]: {} })) },
    };
    const { check } = await open(json(200, { ...clean, assessments: [assessment] }));
    const verdicts = await check.inspect(parts('So it is.'), at('output'));
    expect(verdicts.map(({ code, action }) => [code, action])).toEqual([
      ['reasoning.invalid', 'flag'],
      ['reasoning.satisfiable', 'flag'],
      ['reasoning.impossible', 'flag'],
      ['reasoning.too-complex', 'flag'],
    ]);
  });

  it('at every place of a match, as a whole word where it is one', async () => {
    const assessment = pii([{ match: 'Al', type: 'NAME', action: 'ANONYMIZED' }]);
    const { server, check } = await open(json(200, intervened(assessment)));
    const verdicts = await check.inspect(parts('Al, Always Al', 'ask Al'), at('input'));
    expect(verdicts.map(({ part, span }) => [part, span?.start])).toEqual([
      [0, 0],
      [0, 11],
      [1, 4],
    ]);
    expect(server.received).toHaveLength(1);
  });

  it('with the path of what has structure', async () => {
    const assessment = pii([{ match: 'Ann', type: 'NAME', action: 'ANONYMIZED' }]);
    const { check } = await open(json(200, intervened(assessment)));
    const [part] = parts('Ann');
    const inspected = [{ ...part, path: '$.to[0]' }] as InspectedPart[];
    expect(await check.inspect(inspected, at('input'))).toMatchObject([
      { part: 0, path: '$.to[0]', span: { start: 0, end: 3 } },
    ]);
  });

  it('of the part that they are about: each is asked alone when the guardrail does not say', async () => {
    const { server, check } = await open((response, request) => {
      const bad = JSON.stringify(request.body.content).includes('bombs');
      const filters = [{ type: 'VIOLENCE', confidence: 'HIGH', action: 'BLOCKED' }];
      json(200, bad ? intervened({ contentPolicy: { filters } }) : clean)(response, request);
    });
    const verdicts = await check.inspect(parts('Hi.', 'On bombs.', 'Bye.'), at('input'));
    expect(verdicts).toMatchObject([{ part: 1, code: 'content.violence', action: 'block' }]);
    expect(server.received).toHaveLength(4);
  });

  it('of the whole, when only the whole shows it', async () => {
    const { check } = await open((response, request) => {
      const bad = request.body.content.length > 1;
      const topics = [{ name: 'Plot', type: 'DENY', action: 'BLOCKED' }];
      json(200, bad ? intervened({ topicPolicy: { topics } }) : clean)(response, request);
    });
    const verdicts = await check.inspect(parts('A', 'B'), at('input'));
    expect(verdicts).toMatchObject([{ action: 'block', code: 'topic.plot' }]);
    expect(verdicts[0]).not.toHaveProperty('part');
  });
});

describe('a guardrail fails closed', () => {
  it('when it intervenes and does not say why', async () => {
    const { check } = await open(json(200, intervened({})));
    expect(await check.inspect(parts('Hi'), at('input'))).toMatchObject([
      { action: 'block', code: 'guardrail.intervened' },
    ]);
  });

  it('when what it would mask is nowhere to be found', async () => {
    const assessment = pii([{ match: 'ann@x.org', type: 'EMAIL', action: 'ANONYMIZED' }]);
    const { check } = await open(json(200, intervened(assessment)));
    const [verdict] = await check.inspect(parts('ann at x dot org'), at('input'));
    expect(verdict).toMatchObject({ action: 'block', code: 'pii.email' });
    expect(verdict?.message).toMatch(/cannot be masked/);
    const [inJson] = await check.inspect(parts({ type: 'json', value: 'ann@x.org' }), at('input'));
    expect(inJson).toMatchObject({ action: 'block', code: 'pii.email' });
  });

  it('on an action that is newer than this package', async () => {
    const filters = [{ type: 'GLOATING', confidence: 'HIGH', action: 'QUARANTINED' }];
    const { check } = await open(json(200, intervened({ contentPolicy: { filters } })));
    expect(await check.inspect(parts('Ha'), at('input'))).toMatchObject([
      { action: 'block', code: 'content.gloating' },
    ]);
  });

  it.each([
    ['an error', failure(500, 'InternalServerException'), 'model.failed'],
    ['throttling', failure(429, 'ThrottlingException'), 'model.throttled'],
    ['a missing guardrail', failure(404, 'ResourceNotFoundException'), 'model.not-found'],
    ['half a reply', json(200, { usage, outputs: [] }), 'model.failed'],
  ])('on %s: it throws, and a scope makes that a block', async (_, reply, code) => {
    const { check } = await open(reply);
    await expect(check.inspect(parts('Hi'), at('input'))).rejects.toMatchObject({ code });
    const asked = detachedContext();
    const verdicts = await asked.check([check], parts('Hi'), { stage: 'input' });
    expect(verdicts).toMatchObject([{ action: 'block', code: 'check.failed' }]);
  });

  it.each([
    ['block', [{ action: 'block', code: 'guardrail.unreadable', part: 0 }]],
    ['flag', [{ action: 'flag', code: 'guardrail.unreadable', part: 0 }]],
    ['allow', []],
  ] as const)(
    'on parts that it cannot read, unless told to %s them',
    async (unreadable, expected) => {
      const { server, check } = await open(json(200, clean), { unreadable });
      const video: Part = { type: 'video', format: 'mp4', source: { uri: 's3://b/k' } };
      expect(await check.inspect(parts(video), at('input'))).toMatchObject(expected);
      expect(server.received).toHaveLength(0);
    },
  );
});

it('pays for the units of each policy, and reserves the dearest before', async () => {
  const { check } = await open(json(200, clean));
  const context = recordingContext();
  await check.inspect(parts('x'.repeat(1500)), { ...context, stage: 'input' });
  expect(context.log).toEqual(['reserve', 'served 0/0']);
  const [estimate] = context.estimates;
  expect(estimate).toMatchObject({ inputTokens: 2, maxTokens: 0 });
  // .15 + .15 + .1 + .1 + .17 dollars for a thousand units.
  expect(estimate?.info.price?.inputUsd).toBeCloseTo(670, 6);
});

it('is repeated when throttled, and stops when it is aborted', async () => {
  const server = await startServer();
  server.reply(failure(429, 'ThrottlingException', {}, { 'retry-after': '0' }), json(200, clean));
  const connection = server.connect({ retry: { random: () => 0 } });
  const check = guardrail({ id: 'gr1', version: '3', connection });
  expect(await check.inspect(parts('Hi'), at('input'))).toEqual([]);
  expect(server.received).toHaveLength(2);
  const aborted = detachedContext(AbortSignal.abort());
  await expect(check.inspect(parts('Hi'), { ...aborted, stage: 'input' })).rejects.toMatchObject({
    code: 'run.stopped',
  });
});
