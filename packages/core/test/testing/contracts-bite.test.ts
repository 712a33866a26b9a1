import type {
  Check,
  Embedder,
  Hit,
  Memory,
  Message,
  Reranker,
  Retriever,
  Tool,
  Verdict,
} from '@ashlar/core';
import {
  checkContract,
  embedderContract,
  hashEmbedder,
  listRetriever,
  memoryContract,
  rerankerContract,
  retrieverContract,
  scriptedTool,
  type TenantStore,
  tenantIsolationContract,
  toolContract,
  wordReranker,
} from '@ashlar/core/testing';
import {
  describeCheckContract,
  describeMemoryContract,
  describeTenantIsolationContract,
} from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

describe('the contract of embedders bites on', () => {
  const good = hashEmbedder();
  const cases: readonly [string, Embedder, string][] = [
    [
      'another number of dimensions',
      { ...good, dimensions: 65 },
      'gives one finite vector of its dimensions per item',
    ],
    [
      'vectors in another order',
      {
        ...good,
        async embed(...args) {
          const { vectors, calls } = await good.embed(...args);
          return { vectors: vectors.toReversed(), calls };
        },
      },
      'keeps the order of the items, whatever stands beside them',
    ],
    [
      'one vector for all',
      {
        ...good,
        embed: (items, ...rest) =>
          good.embed(
            items.map(() => 'same'),
            ...rest,
          ),
      },
      'tells different items apart',
    ],
    [
      'a batch that is cut off',
      { ...good, embed: (items, ...rest) => good.embed(items.slice(0, 96), ...rest) },
      'takes more items than fit into one request',
    ],
    [
      'a request for nothing',
      {
        ...good,
        embed: async (items, options, context) => ({
          ...(await good.embed(items.length === 0 ? [''] : items, options, context)),
        }),
      },
      'embeds nothing for nothing',
    ],
    [
      'calls without a meter',
      { ...good, embed: (items, options) => good.embed(items, options) },
      'reserves before and settles what was used, and reports the same rows',
    ],
    [
      'a deaf embedder',
      { ...good, embed: (items, options) => good.embed(items, options) },
      'does not begin when it was aborted before',
    ],
  ];
  it.each(cases)('%s', async (_name, embedder, check) => {
    expect(await failures(embedderContract(() => embedder))).toContain(check);
  });
});

describe('the contract of rerankers bites on', () => {
  const good = wordReranker();
  const cases: readonly [string, Reranker['rerank'], string][] = [
    [
      'only the best of them',
      async (...args) => (await good.rerank(...args)).slice(0, 2),
      'ranks every passage once, best first',
    ],
    [
      'the worst first',
      async (...args) => (await good.rerank(...args)).toReversed(),
      'ranks every passage once, best first',
    ],
    [
      'places that do not move with the passages',
      async (_, passages) =>
        passages
          .map((_passage, index) => ({ index, score: index === 2 ? 1 : 0 }))
          .sort((a, b) => b.score - a.score),
      'says the same of a passage wherever it stands',
    ],
    [
      'blank passages that vanish',
      async (query, passages, context) =>
        (await good.rerank(query, passages, context)).filter(
          ({ index }) => passages[index]?.trim() !== '',
        ),
      'keeps apart passages that are equal, and those that are blank',
    ],
    [
      'a request that is cut off',
      (query, passages, context) => good.rerank(query, passages.slice(0, 1000), context),
      'takes more passages than fit into one request',
    ],
    [
      'a passage out of nothing',
      async (query, passages, context) => [
        ...(await good.rerank(query, passages, context)),
        ...(passages.length === 0 ? [{ index: 0, score: 0 }] : []),
      ],
      'ranks nothing for nothing',
    ],
    [
      'passages in another order than they were given',
      (query, passages, context) => good.rerank(query, (passages as string[]).sort(), context),
      'leaves the passages as they are',
    ],
    [
      'an open reservation',
      async (query, passages, context) => {
        await context?.meter.reserve({ model: 'm', info: {}, inputBytes: 1, maxTokens: 0 });
        return good.rerank(query, passages, context);
      },
      'settles whatever it reserved',
    ],
    [
      'a deaf reranker',
      (query, passages) => good.rerank(query, passages),
      'does not begin when it was aborted before',
    ],
  ];
  it.each(cases)('%s', async (_name, rerank, check) => {
    const reranker = { ...good, rerank };
    expect(await failures(rerankerContract(() => ({ reranker })))).toContain(check);
  });
});

describe('the contract of retrievers bites on', () => {
  const access = { tenant: 'acme', subject: 'ann', groups: ['a'] };
  const passages = ['one stone', 'two stones and a stone'].map((text, index) => ({
    text,
    tenant: 'acme',
    groups: ['a'],
    source: `s${index}`,
    span: { start: 0, end: text.length },
  }));
  const sources = Object.fromEntries(passages.map(({ source, text }) => [source, text]));
  const good = listRetriever(passages);
  const changed = (change: (hits: readonly Hit[]) => readonly Hit[]): Retriever => ({
    ...good,
    retrieve: async (...args) => change(await good.retrieve(...args)),
  });
  let asked = 0;

  const cases: readonly [string, Retriever, string][] = [
    [
      'a limit that is not kept',
      { ...good, retrieve: ({ text }, ...rest) => good.retrieve({ text }, ...rest) },
      'finds at most as many as asked for, best first',
    ],
    [
      'a wrong order',
      changed((hits) => hits.toReversed().map((hit, score) => ({ ...hit, score }))),
      'finds at most as many as asked for, best first',
    ],
    [
      'ids that change',
      changed((hits) => hits.map((hit) => ({ ...hit, id: String(asked++) }))),
      'gives the same passages the same ids, each once',
    ],
    [
      'a label that is trusted',
      changed((hits) => hits.map((hit) => ({ ...hit, label: { origin: 'system' } }))),
      'labels every hit and names its source',
    ],
    [
      'a span that is off by one',
      changed((hits) => hits.map((hit) => ({ ...hit, span: { start: 1, end: 5 } }))),
      'gives spans at which the text of the hit stands in its source',
    ],
    [
      'nobody who sees everything',
      {
        ...good,
        retrieve: (query, given, context) =>
          good.retrieve(query, given ?? { unrestricted: 'oops' }, context),
      },
      'fails closed when nobody asks',
    ],
    [
      'a tenant that is not looked at',
      {
        ...good,
        retrieve: (query, given, context) =>
          good.retrieve(query, given && { ...given, ...access }, context),
      },
      'shows nothing to another tenant or to a stranger',
    ],
    [
      'a deaf retriever',
      { ...good, retrieve: (query, given) => good.retrieve(query, given) },
      'does not begin when it was aborted before',
    ],
  ];
  it.each(cases)('%s', async (_name, retriever, check) => {
    const stranger = { ...access, groups: [] };
    const open = () => ({
      retriever,
      query: 'one stone and two stones',
      access,
      stranger,
      sources,
    });
    expect(await failures(retrieverContract(open))).toContain(check);
  });
});

describe('the contract of tools bites on', () => {
  const good = scriptedTool(
    { name: 'look' },
    (input: { n: number }) => input.n,
  ) as unknown as Tool<never>;
  let count = 0;
  const cases: readonly [string, Tool<never>, string][] = [
    [
      'a name with a space',
      { ...good, name: 'look up' },
      'has a name and a description that every provider takes',
    ],
    [
      'a schema of no object',
      scriptedTool({ name: 'a', inputSchema: { type: 'string' } }, () => 1) as Tool<never>,
      'shows models a JSON Schema of an object',
    ],
    ['a schema that takes everything', good, 'accepts what is valid and refuses what is not'],
    [
      'an answer that is not JSON',
      { ...good, run: async () => new Date(0) },
      'answers with JSON that fits its schema, also in a run',
    ],
    [
      'another answer each time',
      { ...good, run: async () => ++count },
      'gives the same answer to the same call, unless it acts once',
    ],
    [
      'a changed input',
      {
        ...good,
        run: async (input: never) => {
          (input as { n: number }).n += 1;
          return 1;
        },
      },
      'leaves its input as it was',
    ],
    [
      'an act after an abort',
      { ...good, effect: 'once' },
      'does not begin when it was aborted before, unless it is done at once',
    ],
  ];
  it.each(cases)('%s', async (_name, tool, check) => {
    const open = () => ({ tool, valid: [{ n: 1 }] as never[], invalid: ['text'] });
    expect(await failures(toolContract(open))).toContain(check);
  });
});

/** Masks four digits in a row. */
const digits = (lookback: number): Check => ({
  id: 'digits',
  stages: ['output'],
  origins: ['model'],
  cost: 'sync',
  lookback,
  inspect: (parts) =>
    parts.flatMap(({ part, index }) =>
      part.type !== 'text'
        ? []
        : [...part.text.matchAll(/\d{4}/g)].map((match): Verdict => {
            const span = { start: match.index, end: match.index + 4 };
            const rest = { code: 'digits', message: 'Four digits.', replacement: '####' } as const;
            return { check: 'digits', action: 'mask', part: index, span, ...rest };
          }),
    ),
});

const samples = [
  { text: 'nothing to see', action: 'allow' },
  { text: 'code 1234 and 5678', action: 'mask', code: 'digits' },
] as const;

describeCheckContract('four digits', () => ({ check: digits(3), samples }));

describe('the contract of checks bites on', () => {
  const good = digits(3);
  const changed = (change: (verdict: Verdict) => Verdict): Check => ({
    ...good,
    inspect: async (...args) => (await good.inspect(...args)).map(change),
  });
  let count = 0;
  const cases: readonly [string, Check, string][] = [
    [
      'a stage that does not exist',
      { ...good, stages: ['later' as 'output'] },
      'says where and on what it looks',
    ],
    [
      'a check that finds nothing',
      { ...good, inspect: () => [] },
      'gives the verdicts that it is known for',
    ],
    [
      'a span outside of the text',
      changed((one) => ({ ...one, span: { start: 0, end: 99 } })),
      'gives well-formed verdicts: its id, a code, a place that exists',
    ],
    [
      'a mask without a replacement',
      changed(({ replacement: _, ...one }) => one),
      'gives well-formed verdicts: its id, a code, a place that exists',
    ],
    [
      'a message that repeats a secret',
      changed((one) => ({ ...one, message: 'Found 1234 5678.' })),
      'does not repeat in its message what it found',
    ],
    [
      'verdicts that change',
      changed((one) => ({ ...one, confidence: 1 / ++count })),
      'gives the same verdicts again',
    ],
    [
      'a check that looks at the first part only',
      { ...good, inspect: (parts, context) => good.inspect(parts.slice(0, 1), context) },
      'looks at every part of a list as it would alone',
    ],
    [
      'a lookback that is too short',
      digits(2),
      'keeps its claim of lookback: text in two pieces gives what the whole gives',
    ],
  ];
  it.each(cases)('%s', async (_name, check, sentence) => {
    expect(await failures(checkContract(() => ({ check, samples })))).toContain(sentence);
  });
});

/** A memory that keeps whole turns: the smallest that keeps the contract. */
function turns(
  key = (tenant: string, subject: string, id: string) => JSON.stringify([tenant, subject, id]),
): Memory {
  const threads = new Map<string, Message[]>();
  const appended = new Set<string>();
  return {
    async load(
      { id, principal: { tenant, subject } },
      { maxTokens = Number.POSITIVE_INFINITY } = {},
    ) {
      const all = threads.get(key(tenant, subject, id)) ?? [];
      const starts = all.flatMap(({ role, content }, at) =>
        role === 'user' && content.every((part) => part.type !== 'tool-result') ? [at] : [],
      );
      const from = starts.find((at) => JSON.stringify(all.slice(at)).length / 4 <= maxTokens);
      return from === undefined ? [] : all.slice(from);
    },
    async append({ id, principal: { tenant, subject } }, messages, context) {
      const place = key(tenant, subject, id);
      const append = await context?.step('id', () => crypto.randomUUID());
      if (append !== undefined && appended.has(append)) return;
      if (append !== undefined) appended.add(append);
      threads.set(place, [...(threads.get(place) ?? []), ...messages]);
    },
    async forget({ tenant, subject }) {
      const prefix = key(tenant, subject, '').slice(0, -3);
      for (const place of threads.keys()) if (place.startsWith(prefix)) threads.delete(place);
    },
  };
}

describeMemoryContract('a memory of whole turns', () => ({ memory: turns() }));

describe('the contract of memories bites on', () => {
  const cases: readonly [string, () => Memory, string][] = [
    [
      'a memory that forgets at once',
      () => ({ ...turns(), append: async () => {} }),
      'gives messages back in the order of the appends, also to the next process',
    ],
    [
      'a memory that turns messages round',
      () => {
        const good = turns();
        return { ...good, load: async (...args) => (await good.load(...args)).toReversed() };
      },
      'gives messages back in the order of the appends, also to the next process',
    ],
    [
      'a memory that drops labels',
      () => {
        const good = turns();
        return {
          ...good,
          append: (thread, messages) =>
            good.append(
              thread,
              messages.map(({ role, content }) => ({
                role,
                content: content.map(
                  ({ label: _, ...part }) => part as typeof part & { type: 'text'; text: string },
                ),
              })),
            ),
        };
      },
      'keeps every part as it is, with its label',
    ],
    [
      'a memory that loses one of two writers',
      () => {
        const good = turns();
        return {
          ...good,
          async append(thread, messages) {
            const before = await good.load(thread);
            await new Promise((resolve) => setTimeout(resolve, 1));
            await good.forget(thread.principal);
            await good.append(thread, [...before, ...messages]);
          },
        };
      },
      'keeps what is appended at the same time',
    ],
    [
      'a memory that takes a repeat for something new',
      () => {
        const good = turns();
        return { ...good, append: (thread, messages) => good.append(thread, messages) };
      },
      'stores once what a run appends again after its process died, wherever it died',
    ],
    [
      'a memory that counts messages and not turns',
      () => {
        const good = turns();
        return {
          ...good,
          load: async (thread, { maxTokens = 1e9 } = {}) =>
            (await good.load(thread)).slice(-Math.max(1, Math.floor(maxTokens / 10))),
        };
      },
      'never splits a tool call from its result, however little may be loaded',
    ],
    [
      'a memory that knows no limit',
      () => {
        const good = turns();
        return { ...good, load: (thread) => good.load(thread) };
      },
      'loads less when less is asked for',
    ],
    [
      'keys that run into each other',
      () => turns((tenant, subject, id) => `${tenant}/${subject}/${id}`),
      'keeps threads, subjects and tenants apart',
    ],
    [
      'a memory that does not forget',
      () => ({ ...turns(), forget: async () => {} }),
      'forgets everything of a subject and nothing of anybody else',
    ],
    [
      'a memory that forgets too much',
      () => turns((_tenant, subject, id) => JSON.stringify([subject, id])),
      'forgets everything of a subject and nothing of anybody else',
    ],
  ];
  it.each(cases)('%s', async (_name, memory, check) => {
    expect(await failures(memoryContract(() => ({ memory: memory() })))).toContain(check);
  });
});

function tenants(keyOf: (tenant: string, subject: string, key: string) => string): TenantStore {
  const values = new Map<string, string>();
  return {
    write: async ({ tenant, subject }, key, value) =>
      void values.set(keyOf(tenant, subject, key), value),
    read: async ({ tenant, subject }, key) => values.get(keyOf(tenant, subject, key)),
    forget: async ({ tenant, subject }) => void values.delete(keyOf(tenant, subject, 'k')),
  };
}

describeTenantIsolationContract('a map with keys as JSON', () =>
  tenants((...parts) => JSON.stringify(parts)),
);

describe('the contract of tenant isolation bites on', () => {
  const cases: readonly [string, () => TenantStore, string][] = [
    [
      'no tenant in the key',
      () => tenants((_tenant, subject, key) => `${subject} ${key}`),
      'shows nothing to another tenant, however alike',
    ],
    [
      'keys that are joined',
      () => tenants((tenant, subject, key) => `${tenant}/${subject}`.replace(/\/$/, '') + key),
      'shows nothing to another tenant, however alike',
    ],
    [
      'tenants without case',
      () => tenants((tenant, ...rest) => JSON.stringify([tenant.toLowerCase(), ...rest])),
      'lets no other tenant change what was written',
    ],
    [
      'a forget that knows only subjects',
      () => {
        const good = tenants((...parts) => JSON.stringify(parts));
        return {
          ...good,
          forget: async ({ subject }) => good.forget?.({ tenant: 'acme', subject }),
        };
      },
      'forgets nothing of a subject of the same name elsewhere',
    ],
    [
      'nobody who is everybody',
      () => {
        const good = tenants((...parts) => JSON.stringify(parts));
        const ann = { tenant: 'acme', subject: 'ann', groups: [] };
        return {
          ...good,
          read: (who, key) => good.read(who ?? ann, key),
        };
      },
      'does nothing for nobody',
    ],
  ];
  it.each(cases)('%s', async (_name, open, check) => {
    expect(await failures(tenantIsolationContract(open))).toContain(check);
  });
});
