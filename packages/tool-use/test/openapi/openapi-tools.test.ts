import type { JsonObject, Principal, Tool, ToolContext } from '@ashlar/core';
import { isAshlarError, pattern, toErrorRecord, toJsonSchema } from '@ashlar/core';
import { recordingContext, scriptedModel, toolContract } from '@ashlar/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareArguments, toolAgent, toolSpecs } from '../../src/index.ts';
import { type OpenApiToolsOptions, openApiTools } from '../../src/openapi/index.ts';
import { type Answer, json, type Service, startService } from './service.ts';
import { shopDocument } from './shop-document.ts';
import { workflowDocument } from './workflow-document.ts';

const ann: Principal = { tenant: 'acme', subject: 'ann', groups: [] };
const secret = 'tok/en+"secret"-0123456789';

let service: Service;
let answer: Answer;
beforeEach(async () => {
  answer = (_request, response) => json(response, 200, { fine: true });
  service = await startService((request, response) => answer(request, response));
});
afterEach(() => service.close());

function shop(options: Partial<OpenApiToolsOptions> = {}) {
  const tools = openApiTools({
    document: shopDocument(service.url),
    authorize: () => ({ headers: { authorization: `Bearer ${secret}` } }),
    ...options,
  });
  const named = (name: string) => {
    const found = tools.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no tool ${name}`);
    return found;
  };
  return { tools, named };
}

function contextOf(principal: Principal = ann): ToolContext & { abort(): void } {
  return { ...recordingContext(), principal, idempotencyKey: 'acme/run/call#0' };
}

const failure = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('operations become tools', () => {
  it('named by their ids, with the effect of their method, without the deprecated ones', () => {
    const { tools } = shop();
    expect(tools.map(({ name, effect }) => [name, effect])).toEqual([
      ['pets.list', 'read'],
      ['pets.create', 'once'],
      ['pets.get', 'read'],
      ['pets.replace', 'idempotent'],
      ['pets.remove', 'idempotent'],
      ['search', 'once'],
    ]);
    expect(tools[0]?.description).toBe('Lists pets\n\nNewest first.');
    expect(toolSpecs(tools).definitions.map(({ name }) => name)).toContain('pets_list');
  });

  it('also a deprecated one that is asked for, and each as the host sets it up', () => {
    const { tools } = shop({
      operations: ['search', 'get_old'],
      settings: ({ id }) => (id === 'search' ? { name: 'search_pets', effect: 'read' } : {}),
    });
    expect(tools.map(({ name, effect }) => [name, effect])).toEqual([
      ['search_pets', 'read'],
      ['get_old', 'read'],
    ]);
  });

  it('with what carries credentials, and what the server sets, kept from the model', () => {
    const { named } = shop();
    const list = toJsonSchema(named('pets.list').input);
    expect(Object.keys(list.properties as object)).toEqual([
      'limit',
      'tags',
      'ids',
      'filter_age_',
      'where',
      'X-Trace',
      'theme',
    ]);
    const create = toJsonSchema(named('pets.create').input);
    expect(create).toMatchObject({
      required: ['body'],
      properties: { body: { $ref: '#/$defs/Pet' } },
      $defs: {
        Pet: {
          required: ['name'],
          properties: {
            name: { type: 'string' },
            weight: { type: ['number', 'null'], exclusiveMinimum: 0 },
            parents: { items: { $ref: '#/$defs/Pet' } },
          },
        },
      },
    });
    expect(JSON.stringify(create)).not.toMatch(/"id"|Idempotency|Api-Key|example/);
  });

  it('or are all named with the reason why they cannot', () => {
    expect(() => shop({ authorize: undefined as never })).toThrow(
      expect.objectContaining({
        code: 'openapi.unsupported',
        facts: {
          operations: expect.objectContaining({
            'pets.list': 'it needs credentials (oauth): give the option authorize',
          }),
        },
      }),
    );
    expect(() => openApiTools({ document: workflowDocument(), baseUrl: service.url })).toThrow(
      /upload: it needs a body of multipart\/form-data/,
    );
    expect(() => shop({ operations: ['pets.list', 'pets.fly'] })).toThrow(/pets\.fly/);
    expect(() => openApiTools({ document: { swagger: '2.0' } })).toThrow(
      expect.objectContaining({ code: 'openapi.invalid' }),
    );
    const elsewhere = {
      openapi: '3.1.0',
      paths: { '/a': { get: { parameters: [{ $ref: 'other.yaml#/A' }] } } },
    };
    expect(() => openApiTools({ document: elsewhere, baseUrl: service.url })).toThrow(
      /bundle the document/,
    );
  });

  it('from a document with recursion, inheritance, discriminators and names that no model may see', async () => {
    const [start] = openApiTools({
      document: workflowDocument(),
      baseUrl: `${service.url}/api/`,
      operations: ({ id }) => id !== 'upload',
    });
    if (start === undefined) throw new Error('no tool');
    expect(start.name).toBe('post_work_flows_name_runs_rest');
    const given = {
      name: 'a b/c',
      _rest: 3,
      name_query: null,
      body: {
        kind: 'all',
        steps: [
          { kind: 'SEND', to: 'x@y.z', priority: 'HIGH', color: 'red' },
          { kind: 'all', steps: [{ kind: 'wait', seconds: '5' }] },
        ],
      },
    };
    const prepared = await prepareArguments({ ...start, effect: 'read' }, given);
    expect(prepared).toMatchObject({
      status: 'ready',
      value: {
        name_query: null,
        body: {
          steps: [
            { kind: 'send', to: 'x@y.z', priority: 'high' },
            { steps: [{ kind: 'wait', seconds: 5 }] },
          ],
        },
      },
    });
    if (prepared.status !== 'ready') return;
    expect(JSON.stringify(prepared.value)).not.toContain('color');
    await start.run(prepared.value as JsonObject, contextOf());
    expect(service.received[0]).toMatchObject({
      method: 'POST',
      url: '/api/work%20flows/a%20b%2Fc/runs/;%2Arest=3?name=',
      headers: { 'content-type': 'application/vnd.flow+json' },
    });
    const wrong = await prepareArguments(start, {
      name: 'a',
      _rest: 1,
      body: { kind: 'all', steps: [{ kind: 'wait', seconds: 1.5 }] },
    });
    expect(wrong.status).toBe('invalid');
  });
});

describe('arguments become a request', () => {
  it('with every place and style of a parameter', async () => {
    await shop()
      .named('pets.list')
      .run(
        {
          limit: 5,
          tags: ['a&b', 'ü'],
          ids: [1, 2],
          filter_age_: { min: 3 },
          where: { x: [1] },
          'X-Trace': 't1',
          theme: 'dark blue',
        },
        contextOf(),
      );
    const [request] = service.received;
    expect(request?.url).toBe(
      '/v1/pets?limit=5&tags=a%26b&tags=%C3%BC&ids=1%7C2&filter%5Bage%5D%5Bmin%5D=3&where=%7B%22x%22%3A%5B1%5D%7D',
    );
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${secret}`,
      'x-trace': 't1',
      cookie: 'theme=dark%20blue',
    });
  });

  it('with JSON, with a form, and with the key of this very call where the operation declares it', async () => {
    const { named } = shop();
    await named('pets.create').run({ body: { name: 'Rex' } }, contextOf());
    await named('pets.create').run({ body: { name: 'Rex' } }, contextOf());
    await named('search').run({ body: { q: 'big dog', page: 2 } }, contextOf());
    await named('pets.remove').run({ petId: '7' }, contextOf());
    const [first, second, form, removal] = service.received;
    expect(first).toMatchObject({ method: 'POST', body: '{"name":"Rex"}' });
    expect(first?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(first?.headers['idempotency-key']).toBe(second?.headers['idempotency-key']);
    expect(form).toMatchObject({
      body: 'q=big+dog&page=2',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(removal?.headers['idempotency-key']).toBeUndefined();
    await shop({ idempotencyHeader: 'X-Once' })
      .named('pets.remove')
      .run({ petId: '7' }, contextOf());
    expect(service.received[4]?.headers['x-once']).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['..', /must not be "\." or "\.\."/],
    ['.', /must not be/],
    ['', /must not be empty/],
  ])('but never outside of the address: %j', async (petId, message) => {
    const error = await failure(shop().named('pets.get').run({ petId }, contextOf()));
    expect(error).toMatchObject({
      code: 'openapi.arguments',
      facts: { field: 'petId' },
      message: expect.stringMatching(message),
    });
    expect(service.received).toEqual([]);
  });

  it.each(['../../admin', '//evil.test/', '@evil.test', '%2e%2e', 'a?b#c', '\\..\\x'])(
    'keeps %j in its place of the path',
    async (petId) => {
      await shop().named('pets.get').run({ petId }, contextOf());
      const url = service.received[0]?.url ?? '';
      expect(url.split('/').slice(0, 3)).toEqual(['', 'v1', 'pets']);
      expect(decodeURIComponent(url.split('/')[3] ?? '')).toBe(petId);
      expect(url.split('/')).toHaveLength(4);
    },
  );

  it('refuses line breaks in headers and bodies that are too large', async () => {
    const { named } = shop({ maxRequestBytes: 20 });
    const broken = named('pets.list').run({ 'X-Trace': 'a\r\nHost: evil.test' }, contextOf());
    expect(await failure(broken)).toMatchObject({ code: 'openapi.arguments' });
    const large = named('pets.create').run({ body: { name: 'x'.repeat(20) } }, contextOf());
    expect(await failure(large)).toMatchObject({ message: expect.stringContaining('31 bytes') });
    expect(service.received).toEqual([]);
  });
});

describe('credentials', () => {
  it('are asked for on behalf of the principal, and once more after a 401', async () => {
    const asked: unknown[] = [];
    answer = ({ headers }, response) =>
      json(response, headers.authorization === 'Bearer fresh-token' ? 200 : 401, {});
    const { named } = shop({
      authorize: ({ principal, operation, refresh }) => {
        asked.push([principal?.subject, operation.id, operation.security, refresh]);
        return {
          headers: { authorization: refresh ? 'Bearer fresh-token' : 'Bearer stale-token' },
        };
      },
    });
    await named('pets.create').run({ body: { name: 'Rex' } }, contextOf());
    expect(asked).toEqual([
      ['ann', 'pets.create', ['oauth'], false],
      ['ann', 'pets.create', ['oauth'], true],
    ]);
    expect(service.received).toHaveLength(2);
  });

  it('that are refused twice end in an error, not in a loop', async () => {
    answer = (_request, response) => json(response, 401, { got: secret });
    const error = await failure(shop().named('pets.get').run({ petId: '1' }, contextOf()));
    expect(error).toMatchObject({ code: 'openapi.unauthorized', facts: { status: 401 } });
    expect(service.received).toHaveLength(2);
  });

  it('never show in results, errors or events, also when the service repeats them', async () => {
    answer = ({ url, headers }, response) =>
      json(response, url.includes('bad') ? 422 : 200, {
        sent: headers.authorization,
        token: secret,
        again: `x${encodeURIComponent(secret)}x`,
        cookie: headers.cookie,
      });
    const { named } = shop({
      authorize: () => ({
        headers: { authorization: `Bearer ${secret}`, cookie: 'session=very-secret-session' },
        query: { key: 'query-key-123' },
      }),
    });
    const tool = named('pets.get');
    const call = pattern({ name: 'call', version: '1' }, (petId: string, scope) =>
      scope.call(tool, { petId }),
    );
    const seen: unknown[] = [];
    for (const petId of ['good', 'bad']) {
      const run = call.run(petId, { principal: ann });
      for await (const event of run) seen.push(event);
      const outcome = await run.outcome;
      seen.push(outcome);
      if (outcome.status === 'failed') seen.push(toErrorRecord(outcome.error), outcome.error.stack);
    }
    expect(service.received[0]?.url).toContain('key=query-key-123');
    expect(service.received[0]?.headers.cookie).toContain('very-secret-session');
    const text = JSON.stringify(seen);
    expect(text).toContain('[credential]');
    for (const word of [
      'tok/en',
      'secret',
      '0123456789',
      'query-key-123',
      encodeURIComponent(secret),
    ]) {
      expect(text).not.toContain(word);
    }
  });

  it('that no header can hold are not repeated by the error', async () => {
    const { named } = shop({
      authorize: () => ({ headers: { authorization: `Bearer ${secret}\n` } }),
    });
    // A line break at the end is cut by the platform; one in the middle is an error of the platform that repeats the value.
    const broken = shop({
      authorize: () => ({ headers: { authorization: `Bear\ner ${secret}` } }),
    });
    await named('pets.get').run({ petId: '1' }, contextOf());
    const error = await failure(broken.named('pets.get').run({ petId: '1' }, contextOf()));
    expect(error).toMatchObject({ code: 'openapi.unauthorized' });
    expect(String((error as Error).stack) + String((error as Error).cause)).not.toContain('tok/en');
  });

  it('are not in the error of a transport that repeats what it was given', async () => {
    const leaky = shop({
      fetch: (url, init) =>
        Promise.reject(new Error(`${url} ${JSON.stringify([...new Headers(init?.headers)])}`)),
    });
    const error = await failure(leaky.named('pets.get').run({ petId: '1' }, contextOf()));
    expect(error).toMatchObject({ code: 'openapi.unanswered' });
    expect((error as Error).cause).toBeUndefined();
  });

  it('that cannot be had, or not in time, are an error of their own, and nothing was sent', async () => {
    const broken = shop({ authorize: () => Promise.reject(new Error('vault is sealed')) });
    expect(await failure(broken.named('pets.get').run({ petId: '1' }, contextOf()))).toMatchObject({
      code: 'openapi.unauthorized',
      message: expect.not.stringContaining('vault'),
    });
    const hanging = shop({ authorize: () => new Promise(() => {}), timeoutMs: 30 });
    expect(await failure(hanging.named('pets.get').run({ petId: '1' }, contextOf()))).toMatchObject(
      {
        code: 'openapi.unauthorized',
      },
    );
    expect(service.received).toEqual([]);
  });
});

describe('what comes back', () => {
  it.each<[string, Record<string, string>, string | Buffer, unknown]>([
    ['JSON', { 'content-type': 'application/problem+json' }, '{"a":[1]}', { a: [1] }],
    ['text that says it is JSON', { 'content-type': 'application/json' }, 'OK', 'OK'],
    ['text', { 'content-type': 'text/plain; charset=utf-8' }, 'grüezi', 'grüezi'],
    ['nothing', {}, '', { status: 200 }],
    [
      'an image',
      { 'content-type': 'image/png' },
      Buffer.from([1, 2, 255]),
      { ashlarContent: [{ type: 'image', format: 'png', source: { base64: 'AQL/' } }] },
    ],
    [
      'bytes',
      { 'content-type': 'application/zip' },
      Buffer.from([1, 2]),
      { mediaType: 'application/zip', bytes: 2, note: expect.any(String) },
    ],
  ])('is %s', async (_what, headers, body, expected) => {
    answer = (_request, response) => void response.writeHead(200, headers).end(body);
    expect(await shop().named('pets.get').run({ petId: '1' }, contextOf())).toEqual(expected);
  });

  it('is bounded, whether the service says how much it is or not', async () => {
    for (const said of [true, false]) {
      answer = (_request, response) => {
        if (said) response.setHeader('content-length', 5000);
        response.writeHead(200, { 'content-type': 'text/plain' });
        response.on('error', () => {});
        response.end('x'.repeat(5000));
      };
      const error = await failure(
        shop({ maxResponseBytes: 1000 }).named('pets.get').run({ petId: '1' }, contextOf()),
      );
      expect(error).toMatchObject({ code: 'openapi.too-large', facts: { limit: 1000 } });
    }
  });

  it('is an error with what the service said, whether it happened, and whether it may be tried again', async () => {
    const errorOf = async (status: number, name: string, input: JsonObject) => {
      answer = (_request, response) => {
        response.setHeader('retry-after', '7');
        json(response, status, { problem: 'x'.repeat(3000) });
      };
      return failure(shop().named(name).run(input, contextOf()));
    };
    const create = { body: { name: 'Rex' } };
    expect(await errorOf(503, 'pets.get', { petId: '1' })).toMatchObject({
      code: 'openapi.failed',
      retryable: true,
      facts: {
        status: 503,
        retryAfterSeconds: 7,
        body: expect.stringMatching(/^\{"problem":"x+…$/),
      },
    });
    expect(await errorOf(500, 'pets.create', create)).toMatchObject({
      code: 'openapi.failed',
      retryable: false,
      message: expect.stringContaining('may have happened'),
    });
    expect(await errorOf(422, 'pets.create', create)).toMatchObject({
      code: 'openapi.refused',
      retryable: false,
    });
    expect(await errorOf(429, 'pets.create', create)).toMatchObject({
      code: 'openapi.refused',
      retryable: true,
    });
  });

  it('or never comes: the error says that it may have happened', async () => {
    answer = () => {};
    const late = await failure(
      shop({ timeoutMs: 50 })
        .named('pets.create')
        .run({ body: { name: 'Rex' } }, contextOf()),
    );
    expect(late).toMatchObject({
      code: 'openapi.unanswered',
      retryable: false,
      facts: { problem: 'timeout' },
      message: expect.stringContaining('may have happened'),
    });
    answer = (_request, response) => void response.destroy();
    const gone = await failure(shop().named('pets.get').run({ petId: '1' }, contextOf()));
    expect(gone).toMatchObject({
      code: 'openapi.unanswered',
      retryable: true,
      facts: { problem: 'network' },
    });
  });

  it('is not waited for after an abort, not even with a transport that ignores it', async () => {
    const context = contextOf();
    const deaf = shop({ fetch: () => new Promise(() => {}) });
    const work = failure(deaf.named('pets.get').run({ petId: '1' }, context));
    context.abort();
    const error = await work;
    expect(isAshlarError(error, 'run.stopped')).toBe(true);
  });
});

describe('in the hands of an agent', () => {
  it('are called under legal names, and the model learns what the service said, but not how it was asked', async () => {
    answer = ({ body }, response) =>
      body.includes('Rex')
        ? json(response, 201, { id: 7 })
        : json(response, 422, { name: 'is taken', got: secret });
    const model = scriptedModel([
      { calls: [{ name: 'pets_create', input: { body: { name: 'Max' } } }] },
      { calls: [{ name: 'pets_create', input: { body: { name: 'Rex' } } }] },
      'Rex is number 7.',
    ]);
    const clerk = toolAgent({ name: 'clerk', model, tools: shop().tools });
    expect(await clerk.run('Add a dog.', { principal: ann }).value()).toBe('Rex is number 7.');
    const said = JSON.stringify(model.calls);
    expect(said).toContain('is taken');
    expect(said).toMatch(/id\W+7/);
    expect(said).not.toContain('tok/en');
    expect(service.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v1/pets',
      'POST /v1/pets',
    ]);
  });

  for (const { name, run } of toolContract(() => ({
    tool: openApiTools({
      document: shopDocument(service.url),
      operations: ['pets.remove'],
      settings: () => ({ name: 'remove_pet' }),
    })[0] as unknown as Tool<never>,
    valid: [{ petId: '7' }] as never[],
    invalid: [{}, { petId: 7 }],
  }))) {
    it(`as a tool ${name}`, run);
  }
});

describe('other hosts', () => {
  it('are not called because of a redirect; the same host is, for reading', async () => {
    const other = await startService((_request, response) => json(response, 200, { stolen: true }));
    try {
      answer = ({ url, method }, response) => {
        if (url.endsWith('/there')) json(response, 200, { url });
        else {
          const location = url.endsWith('/away') ? `${other.url}/x` : '/v1/pets/there';
          response.writeHead(method === 'DELETE' ? 307 : 302, { location }).end();
        }
      };
      const { named } = shop();
      expect(await named('pets.get').run({ petId: 'here' }, contextOf())).toEqual({
        url: '/v1/pets/there',
      });
      const away = await failure(named('pets.get').run({ petId: 'away' }, contextOf()));
      expect(away).toMatchObject({ code: 'openapi.redirected', facts: { status: 302 } });
      const write = await failure(named('pets.remove').run({ petId: 'here' }, contextOf()));
      expect(write).toMatchObject({ code: 'openapi.redirected', facts: { status: 307 } });
      answer = (_request, response) => void response.writeHead(302, { location: '' }).end();
      expect(await failure(named('pets.get').run({ petId: '1' }, contextOf()))).toMatchObject({
        code: 'openapi.redirected',
      });
      expect(other.received).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('are not called because a document names them', () => {
    const server = (url: string, option: Partial<OpenApiToolsOptions> = {}) =>
      openApiTools({
        document: {
          openapi: '3.1.0',
          servers: [{ url }],
          paths: { '/a': { get: { operationId: 'a' } } },
        },
        ...option,
      });
    expect(() => server('https://api.shop.test')).not.toThrow();
    expect(() => server('https://evil.test', { hosts: ['api.shop.test'] })).toThrow(
      /not among the allowed/,
    );
    expect(() => server('http://10.0.0.7/')).toThrow(/not https/);
    expect(() => server('http://10.0.0.7/', { baseUrl: 'http://10.0.0.7/' })).not.toThrow();
    expect(() =>
      server('https://x.test', { baseUrl: 'https://y.test', hosts: ['x.test'] }),
    ).toThrow(/y\.test/);
    expect(() => server('/relative')).toThrow(/baseUrl/);
    expect(() => server('file:///etc/passwd')).toThrow(/neither http nor https/);
    expect(() => server('https://user:pass@x.test')).toThrow(/holds credentials/);
    const own = {
      openapi: '3.1.0',
      servers: [{ url: 'https://api.shop.test' }],
      paths: { '/a': { servers: [{ url: 'https://evil.test' }], get: { operationId: 'a' } } },
    };
    expect(() => openApiTools({ document: own })).toThrow(/evil\.test is not among/);
  });
});
