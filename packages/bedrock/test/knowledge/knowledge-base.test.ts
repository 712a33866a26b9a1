import { type Access, detachedContext, type Filter, type Principal, pattern } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { type KnowledgeBaseOptions, knowledgeBase } from '../../src/knowledge/index.ts';
import { toRetrievalFilter } from '../../src/knowledge/to-retrieval-filter.ts';
import { recordingContext } from '../support/recording-context.ts';
import { failure, json } from '../support/replies.ts';
import { type Reply, startServer } from '../support/server.ts';

const ada: Principal = { tenant: 'acme', subject: 'ada', groups: ['staff', 'masons'] };

// A result as the API reference of Retrieve shows it.
const result = (text: string, score = 0.5, more: object = {}) => ({
  content: { type: 'TEXT', text },
  location: { type: 'S3', s3Location: { uri: 's3://docs/handbook.md' } },
  metadata: { 'x-amz-bedrock-kb-chunk-id': `chunk ${text}`, year: 2026 },
  score,
  ...more,
});

async function open(reply: Reply | readonly Reply[], options: Partial<KnowledgeBaseOptions> = {}) {
  const server = await startServer();
  server.reply(...[reply].flat());
  const rights = { tenant: 'acme' };
  const connection = server.connect({ retry: false });
  return { server, base: knowledgeBase({ id: 'KB1', connection, rights, ...options }) };
}

const found = json(200, {
  retrievalResults: [result('Two weeks.', 0.9), result('Or three.', 0.4)],
});
const nothing = json(200, { retrievalResults: [] });

it('asks for passages and gives them as hits, to the last space', async () => {
  const text = '  A  sprint...\n takes two weeks.  ';
  const { server, base } = await open(json(200, { retrievalResults: [result(text)] }));
  const hits = await base.retrieve({ text: 'How long?', limit: 3 }, ada);
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    path: '/knowledgebases/KB1/retrieve',
  });
  expect(server.received[0]?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 /);
  expect(server.received[0]?.body).toEqual({
    retrievalQuery: { type: 'TEXT', text: 'How long?' },
    retrievalConfiguration: { vectorSearchConfiguration: { numberOfResults: 3 } },
  });
  expect(hits).toEqual([
    {
      id: `chunk ${text}`,
      text,
      score: 0.5,
      source: 's3://docs/handbook.md',
      metadata: { 'x-amz-bedrock-kb-chunk-id': `chunk ${text}`, year: 2026 },
      label: { origin: 'retrieval' },
    },
  ]);
});

it.each([
  ['WEB', { webLocation: { url: 'https://a.b/c' } }, 'https://a.b/c'],
  ['CONFLUENCE', { confluenceLocation: { url: 'https://conf' } }, 'https://conf'],
  ['SALESFORCE', { salesforceLocation: { url: 'https://sf' } }, 'https://sf'],
  ['SHAREPOINT', { sharePointLocation: { url: 'https://sp' } }, 'https://sp'],
  ['ONEDRIVE', { oneDriveLocation: { url: 'https://od' } }, 'https://od'],
  ['GOOGLEDRIVE', { googleDriveLocation: { url: 'https://gd' } }, 'https://gd'],
  ['KENDRA', { kendraDocumentLocation: { uri: 'kendra://1' } }, 'kendra://1'],
  ['CUSTOM', { customDocumentLocation: { id: 'doc-7' } }, 'doc-7'],
  ['SQL', { sqlLocation: { query: 'select 1' } }, 'select 1'],
])('names the source of a passage from %s', async (type, location, source) => {
  const one = result('a', 1, { location: { type, ...location } });
  const { base } = await open(json(200, { retrievalResults: [one] }));
  expect(await base.retrieve({ text: 'q' }, ada)).toMatchObject([{ source }]);
});

it('reads rows, transcripts and summaries, and leaves out what has no text', async () => {
  const row = [
    { columnName: 'city', columnValue: 'Rome', type: 'STRING' },
    { columnName: 'stones', columnValue: '7', type: 'LONG' },
  ];
  const contents = [
    { type: 'ROW', row },
    { type: 'AUDIO', audio: { s3Uri: 's3://a', transcription: 'They say so.' } },
    { type: 'VIDEO', video: { s3Uri: 's3://v', summary: 'A wall is built.' } },
    { type: 'IMAGE', byteContent: 'data:image/png;base64,aGk=' },
  ];
  const results = contents.map((content) => ({ content, documentId: 'doc-1' }));
  const { base } = await open(json(200, { retrievalResults: results }));
  const hits = await base.retrieve({ text: 'q' }, ada);
  expect(hits.map(({ text }) => text)).toEqual([
    '{"city":"Rome","stones":"7"}',
    'They say so.',
    'A wall is built.',
  ]);
  expect(hits[0]).toMatchObject({ source: 'doc-1', metadata: { documentId: 'doc-1' } });
  expect(new Set(hits.map(({ id }) => id)).size).toBe(3);
});

it('reads page after page until there are enough, each passage once', async () => {
  const page = (start: number, nextToken?: string) =>
    json(200, {
      retrievalResults: Array.from({ length: 100 }, (_, at) => result(`p${start + at}`, 1)),
      ...(nextToken !== undefined && { nextToken }),
    });
  const { server, base } = await open([page(0, 'two'), page(50, 'three'), page(150, 'four')]);
  const hits = await base.retrieve({ text: 'q', limit: 220 }, ada);
  expect(hits).toHaveLength(220);
  expect(new Set(hits.map(({ id }) => id)).size).toBe(220);
  expect(server.received.map(({ body }) => body.nextToken)).toEqual([undefined, 'two', 'three']);
  const { numberOfResults } = server.body().retrievalConfiguration.vectorSearchConfiguration;
  expect(numberOfResults).toBe(100);
});

it('does not follow a service for ever that promises more and gives nothing', async () => {
  const { server, base } = await open(json(200, { retrievalResults: [], nextToken: 'more' }));
  expect(await base.retrieve({ text: 'q' }, ada)).toEqual([]);
  expect(server.received).toHaveLength(100);
});

describe('it says to the service', () => {
  const sent = async (options: Partial<KnowledgeBaseOptions>, access: Access = ada) => {
    const { server, base } = await open(nothing, options);
    await base.retrieve({ text: 'q', limit: 4 }, access);
    return server.received[0]?.body;
  };

  it.each([
    ['hybrid', 'HYBRID'],
    ['semantic', 'SEMANTIC'],
  ] as const)('to search %s', async (search, overrideSearchType) => {
    expect((await sent({ search })).retrievalConfiguration).toEqual({
      vectorSearchConfiguration: { numberOfResults: 4, overrideSearchType },
    });
  });

  const arn = 'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0';
  const rerankingConfiguration = {
    type: 'BEDROCK_RERANKING_MODEL',
    bedrockRerankingConfiguration: {
      numberOfRerankedResults: 4,
      modelConfiguration: { modelArn: arn },
    },
  };

  it('to rerank more candidates than are asked for', async () => {
    const rerank = { model: 'cohere.rerank-v3-5:0' };
    expect((await sent({ rerank })).retrievalConfiguration).toEqual({
      vectorSearchConfiguration: { numberOfResults: 20, rerankingConfiguration },
    });
  });

  it('to search a managed knowledge base', async () => {
    const rerank = { model: arn, candidates: 50 };
    expect((await sent({ search: 'managed', rerank })).retrievalConfiguration).toEqual({
      managedSearchConfiguration: {
        numberOfResults: 50,
        rerankingConfiguration,
        rerankingModelType: 'CUSTOM',
      },
    });
  });

  it('to derive a filter from the question', async () => {
    const attributes = [{ key: 'year', type: 'NUMBER', description: 'Year of the text' }] as const;
    const implicitFilter = { model: 'amazon.nova-lite-v1:0', attributes };
    const { vectorSearchConfiguration } = (await sent({ implicitFilter })).retrievalConfiguration;
    expect(vectorSearchConfiguration.implicitFilterConfiguration).toEqual({
      modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0',
      metadataAttributes: attributes,
    });
  });

  it('who asks, and which guardrail holds', async () => {
    const body = await sent({
      rights: { tenant: 'acme', user: true },
      guardrail: { id: 'g', version: '1' },
    });
    expect(body.userContext).toEqual({ userId: 'ada' });
    expect(body.guardrailConfiguration).toEqual({ guardrailId: 'g', guardrailVersion: '1' });
    const open = await sent({ rights: { tenant: 'acme', user: true } }, { unrestricted: 'audit' });
    expect(open).not.toHaveProperty('userContext');
  });
});

describe('rights', () => {
  const filterOf = async (options: Partial<KnowledgeBaseOptions>, access: Access = ada) => {
    const { server, base } = await open(found, options);
    const hits = await base.retrieve({ text: 'q' }, access);
    const search = server.received[0]?.body.retrievalConfiguration.vectorSearchConfiguration;
    return { asked: server.received.length, hits: hits.length, filter: search?.filter };
  };
  const stranger = { ...ada, tenant: 'other' };

  it('of one tenant: nobody else is even asked for', async () => {
    expect(await filterOf({}, stranger)).toEqual({ asked: 0, hits: 0, filter: undefined });
  });

  it('by a field: the tenant is part of every search', async () => {
    const rights = { tenant: { field: 'tenant' } };
    const filter = { equals: { key: 'tenant', value: 'other' } };
    expect(await filterOf({ rights }, stranger)).toMatchObject({ asked: 1, filter });
  });

  it('of groups: one of them must be on the list of a document', async () => {
    const rights = { tenant: { field: 'tenant' }, groups: { field: 'readers' } };
    const readers = (value: string) => ({ listContains: { key: 'readers', value } });
    const { filter } = await filterOf({ rights });
    expect(filter).toEqual({
      andAll: [
        { equals: { key: 'tenant', value: 'acme' } },
        { orAll: [readers('staff'), readers('masons')] },
      ],
    });
    const one = await filterOf(
      { rights: { ...rights, tenant: 'acme' } },
      { ...ada, groups: ['staff'] },
    );
    expect(one.filter).toEqual(readers('staff'));
    expect(await filterOf({ rights }, { ...ada, groups: [] })).toMatchObject({ asked: 0, hits: 0 });
  });

  it('of everybody, with a reason that is noted in the run', async () => {
    const rights = { tenant: { shared: 'public handbook' } };
    const { base } = await open(found, { rights });
    const ask = pattern({ name: 'ask', version: '1' }, (_: null, scope) =>
      scope.retrieve(base, 'q'),
    );
    const run = ask.run(null, { principal: stranger });
    const notes: unknown[] = [];
    for await (const event of run) if (event.type === 'note') notes.push([event.name, event.data]);
    expect(await run.value()).toHaveLength(2);
    expect(notes).toContainEqual(['access.shared', 'public handbook']);
  });

  it('are never assumed', async () => {
    const { server, base } = await open(found);
    for (const nobody of [undefined, null, {}, { tenant: 'acme' }, { unrestricted: '' }]) {
      await expect(base.retrieve({ text: 'q' }, nobody as never)).rejects.toMatchObject({
        code: 'access.missing',
        facts: { retriever: 'KB1' },
      });
    }
    expect(server.received).toHaveLength(0);
    expect(await base.retrieve({ text: 'q' }, { unrestricted: 'nightly audit' })).toHaveLength(2);
  });
});

describe('a filter', () => {
  const year = { field: 'year', value: 2020 } as const;
  const cases: readonly [Filter, unknown][] = [
    [{ op: 'eq', ...year }, { equals: { key: 'year', value: 2020 } }],
    [{ op: 'ne', ...year }, { notEquals: { key: 'year', value: 2020 } }],
    [{ op: 'lt', ...year }, { lessThan: { key: 'year', value: 2020 } }],
    [{ op: 'lte', ...year }, { lessThanOrEquals: { key: 'year', value: 2020 } }],
    [{ op: 'gt', ...year }, { greaterThan: { key: 'year', value: 2020 } }],
    [{ op: 'gte', ...year }, { greaterThanOrEquals: { key: 'year', value: 2020 } }],
    [{ op: 'in', field: 'a', values: ['x', 1] }, { in: { key: 'a', value: ['x', 1] } }],
    [{ op: 'nin', field: 'a', values: ['x'] }, { notIn: { key: 'a', value: ['x'] } }],
    [{ op: 'prefix', field: 'a', value: 'x' }, { startsWith: { key: 'a', value: 'x' } }],
    [{ op: 'contains', field: 'a', value: 'x' }, { stringContains: { key: 'a', value: 'x' } }],
    [{ op: 'contains', field: 'tags', value: 'x' }, { listContains: { key: 'tags', value: 'x' } }],
    [
      {
        op: 'and',
        filters: [
          { op: 'eq', ...year },
          { op: 'ne', ...year },
        ],
      },
      {
        andAll: [
          { equals: { key: 'year', value: 2020 } },
          { notEquals: { key: 'year', value: 2020 } },
        ],
      },
    ],
    [{ op: 'or', filters: [{ op: 'eq', ...year }] }, { equals: { key: 'year', value: 2020 } }],
    [{ op: 'and', filters: [] }, true],
    [{ op: 'or', filters: [] }, false],
    [{ op: 'in', field: 'a', values: [] }, false],
    [{ op: 'nin', field: 'a', values: [] }, true],
    [{ op: 'not', filter: { op: 'eq', ...year } }, { notEquals: { key: 'year', value: 2020 } }],
    [
      { op: 'not', filter: { op: 'lt', ...year } },
      { greaterThanOrEquals: { key: 'year', value: 2020 } },
    ],
    [{ op: 'not', filter: { op: 'gte', ...year } }, { lessThan: { key: 'year', value: 2020 } }],
    [
      { op: 'not', filter: { op: 'in', field: 'a', values: ['x'] } },
      { notIn: { key: 'a', value: ['x'] } },
    ],
    [
      {
        op: 'not',
        filter: {
          op: 'or',
          filters: [
            { op: 'eq', ...year },
            { op: 'gt', ...year },
          ],
        },
      },
      {
        andAll: [
          { notEquals: { key: 'year', value: 2020 } },
          { lessThanOrEquals: { key: 'year', value: 2020 } },
        ],
      },
    ],
    [
      { op: 'not', filter: { op: 'not', filter: { op: 'eq', ...year } } },
      { equals: { key: 'year', value: 2020 } },
    ],
  ];

  it.each(cases)('%j in the words of the service', (filter, expected) => {
    expect(toRetrievalFilter(filter, ['tags'])).toEqual(expected);
  });

  it('of the settings and one of the query hold both, beside the rights', async () => {
    const { server, base } = await open(found, {
      filter: { op: 'eq', field: 'lang', value: 'en' },
      rights: { tenant: { field: 't' } },
    });
    await base.retrieve({ text: 'q', filter: { op: 'gt', field: 'year', value: 1 } }, ada);
    const { filter } = server.body().retrievalConfiguration.vectorSearchConfiguration;
    expect(filter).toEqual({
      andAll: [
        { equals: { key: 't', value: 'acme' } },
        { equals: { key: 'lang', value: 'en' } },
        { greaterThan: { key: 'year', value: 1 } },
      ],
    });
  });

  it.each(['regex', 'toString', undefined])('of an unknown op %j is refused unsent', async (op) => {
    const { server, base } = await open(found, { rights: { tenant: { field: 't' } } });
    const filter = { op, field: 't', value: 'other' } as unknown as Filter;
    await expect(base.retrieve({ text: 'q', filter }, ada)).rejects.toMatchObject({
      code: 'input.invalid',
      message: expect.stringMatching(/there is no op .*Use one of eq, ne/),
    });
    expect(server.received).toHaveLength(0);
  });

  it.each<Filter>([
    { op: 'eq', field: 't', value: 'other' },
    { op: 'ne', field: 't', value: 'acme' },
    {
      op: 'or',
      filters: [
        { op: 'eq', field: 't', value: 'other' },
        { op: 'and', filters: [] },
      ],
    },
    { op: 'not', filter: { op: 'eq', field: 't', value: 'acme' } },
  ])('cannot widen what the rights allow: %j', async (filter) => {
    const { server, base } = await open(found, {
      rights: { tenant: { field: 't' }, groups: { field: 'g' } },
    });
    await base.retrieve({ text: 'q', filter }, { ...ada, groups: ['a', 'b'] });
    const sent = server.body().retrievalConfiguration.vectorSearchConfiguration.filter;
    expect(sent.andAll.slice(0, 2)).toEqual([
      { equals: { key: 't', value: 'acme' } },
      { orAll: ['a', 'b'].map((value) => ({ listContains: { key: 'g', value } })) },
    ]);
  });

  it('that nothing meets needs no request, and one that cannot be said is refused', async () => {
    const { server, base } = await open(found);
    expect(await base.retrieve({ text: 'q', filter: { op: 'or', filters: [] } }, ada)).toEqual([]);
    const filter: Filter = { op: 'not', filter: { op: 'prefix', field: 'a', value: 'x' } };
    await expect(base.retrieve({ text: 'q', filter }, ada)).rejects.toMatchObject({
      code: 'input.invalid',
      message: expect.stringMatching(/not prefix on a cannot be said/),
    });
    expect(server.received).toHaveLength(0);
  });
});

it.each([
  ['a blank query', { text: ' ' }, /blank/],
  ['a query that is too long', { text: 'x'.repeat(20_001) }, /20001 characters, 20000 are allowed/],
  ['a limit of nothing', { text: 'q', limit: 0 }, /limit is 0/],
])('refuses %s before anything is sent', async (_, query, message) => {
  const { server, base } = await open(found);
  await expect(base.retrieve(query, ada)).rejects.toMatchObject({
    code: 'model.invalid-request',
    message: expect.stringMatching(message),
  });
  expect(server.received).toHaveLength(0);
});

it('is blocked when its guardrail intervenes', async () => {
  const { base } = await open(json(200, { retrievalResults: [], guardrailAction: 'INTERVENED' }), {
    guardrail: { id: 'g', version: '1' },
  });
  await expect(base.retrieve({ text: 'q' }, ada)).rejects.toMatchObject({
    code: 'run.blocked',
    facts: { verdicts: [{ check: 'bedrock.guardrail.g', code: 'guardrail.intervened' }] },
  });
});

it('costs nothing by itself, and with a reranking model what that costs', async () => {
  const costs: unknown[] = [];
  for (const options of [
    {},
    { rerank: { model: 'cohere.rerank-v3-5:0' } },
    { usdPerSearch: 0.5 },
  ]) {
    const { base } = await open(found, options);
    const context = recordingContext();
    await base.retrieve({ text: 'q' }, ada, context);
    expect(context.log).toEqual(['reserve', 'served 0/0']);
    costs.push(context.estimates[0]?.info.price?.inputUsd);
  }
  expect(costs).toEqual([0, 2000, 500_000]);
});

// The exceptions of the agent runtime, beside those that it shares with the runtime.
it.each([
  [400, 'ValidationException', {}, 'model.invalid-request', false],
  [400, 'ServiceQuotaExceededException', {}, 'model.quota', false],
  [403, 'AccessDeniedException', {}, 'model.denied', false],
  [404, 'ResourceNotFoundException', {}, 'model.not-found', false],
  [409, 'ConflictException', {}, 'model.invalid-request', false],
  [424, 'DependencyFailedException', { resourceName: 'aoss' }, 'model.failed', true],
  [424, 'ModelNotReadyException', {}, 'model.unavailable', true],
  [429, 'ThrottlingException', {}, 'model.throttled', true],
  [500, 'InternalServerException', {}, 'model.failed', true],
  [502, 'BadGatewayException', { resourceName: 'aoss' }, 'model.unavailable', true],
])('turns %i %s into a typed error', async (status, exception, facts, code, retryable) => {
  const { base } = await open(failure(status, exception, { message: 'm', ...facts }));
  await expect(base.retrieve({ text: 'q' }, ada)).rejects.toMatchObject({
    code,
    retryable,
    facts: { model: 'knowledge-base/KB1', status, exception, ...facts },
  });
});

it('gives advice about knowledge bases, not about models', async () => {
  const denied = await open(failure(403, 'AccessDeniedException'));
  await expect(denied.base.retrieve({ text: 'q' }, ada)).rejects.toThrow(/bedrock:Retrieve/);
  const gone = await open(failure(404, 'ResourceNotFoundException'));
  await expect(gone.base.retrieve({ text: 'q' }, ada)).rejects.toThrow(/id of the knowledge base/);
});

it('is repeated as a whole when throttled, and aborted on the wire', async () => {
  const server = await startServer();
  server.reply(failure(429, 'ThrottlingException', {}, { 'retry-after': '0' }), found);
  const connection = server.connect({ retry: { random: () => 0 } });
  const base = knowledgeBase({ id: 'KB1', connection, rights: { tenant: 'acme' } });
  expect(await base.retrieve({ text: 'q' }, ada)).toHaveLength(2);
  server.reply(() => {});
  const controller = new AbortController();
  const end = base.retrieve({ text: 'q' }, ada, detachedContext(controller.signal));
  const asked = expect(end).rejects.toMatchObject({ code: 'run.stopped' });
  while (server.received.length < 3) await new Promise((resolve) => setTimeout(resolve, 2));
  controller.abort();
  await asked;
  await server.received[2]?.aborted;
});
