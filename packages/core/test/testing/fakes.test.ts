import { pattern, type Retriever, type Tool } from '@ashlar/core';
import {
  fakeClock,
  hashEmbedder,
  listRetriever,
  recordingContext,
  scriptedTool,
  wordReranker,
} from '@ashlar/core/testing';
import {
  describeEmbedderContract,
  describeRerankerContract,
  describeRetrieverContract,
  describeToolContract,
} from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const ann = { tenant: 'acme', subject: 'ann', groups: ['masons'] };
const handbook = 'Ashlar is dressed stone.\nRubble is rough stone.\n';

const stones = (): Retriever =>
  listRetriever([
    {
      text: 'Ashlar is dressed stone.',
      source: 'handbook',
      span: { start: 0, end: 24 },
      line: 1,
      tenant: 'acme',
      groups: ['masons'],
      metadata: { year: 2020 },
    },
    {
      text: 'Rubble is rough stone.',
      source: 'handbook',
      span: { start: 25, end: 47 },
      line: 2,
      tenant: 'acme',
      groups: ['masons'],
      metadata: { year: 2024 },
    },
  ]);

describeRetrieverContract('listRetriever', () => ({
  retriever: stones(),
  query: 'dressed stone',
  access: ann,
  stranger: { ...ann, groups: [] },
  sources: { handbook },
}));

describeEmbedderContract('hashEmbedder', () => hashEmbedder());

describeRerankerContract('wordReranker', () => ({ reranker: wordReranker() }));

describeToolContract('scriptedTool', () => ({
  tool: scriptedTool(
    { name: 'add', input: z.object({ a: z.number(), b: z.number() }), output: z.number() },
    ({ a, b }) => a + b,
  ) as unknown as Tool<never>,
  valid: [{ a: 1, b: 2 }] as never[],
  invalid: [{ a: 1 }, 'three', null],
}));

describe('listRetriever', () => {
  it('narrows by metadata', async () => {
    const found = async (filter: NonNullable<Parameters<Retriever['retrieve']>[0]['filter']>) =>
      (await stones().retrieve({ text: 'stone', filter }, ann)).map((hit) => hit.line);
    expect(await found({ op: 'gt', field: 'year', value: 2020 })).toEqual([2]);
    expect(await found({ op: 'eq', field: 'year', value: 2020 })).toEqual([1]);
    expect(await found({ op: 'in', field: 'year', values: [2020, 2024] })).toEqual([1, 2]);
    expect(await found({ op: 'not', filter: { op: 'lte', field: 'year', value: 2020 } })).toEqual([
      2,
    ]);
    expect(await found({ op: 'prefix', field: 'missing', value: '' })).toEqual([]);
  });

  it('remembers who asked what', async () => {
    const list = listRetriever(['stone']);
    await list.retrieve({ text: 'stone' }, { unrestricted: 'a test' });
    expect(list.queries).toEqual([
      { query: { text: 'stone' }, access: { unrestricted: 'a test' } },
    ]);
  });
});

describe('hashEmbedder', () => {
  it('puts texts with common words nearer to each other than others', async () => {
    const { vectors } = await hashEmbedder(256).embed(
      ['a wall of dressed stone', 'dressed stone in a wall', 'tea with milk'],
      { purpose: 'similarity' },
    );
    const [a, b, c] = vectors as [Float32Array, Float32Array, Float32Array];
    const dot = (x: Float32Array, y: Float32Array) => x.reduce((s, v, i) => s + v * (y[i] ?? 0), 0);
    expect(dot(a, b)).toBeGreaterThan(dot(a, c) + 0.3);
    expect(dot(a, a)).toBeCloseTo(1);
  });
});

describe('scriptedTool', () => {
  it('remembers its calls, frozen, with their idempotency keys', async () => {
    const tool = scriptedTool({ name: 'look' }, ({ word }: { word: string }) => word.length);
    const calling = pattern({ name: 'calling', version: '1' }, (_: null, scope) =>
      scope.call(tool, { word: 'stone' }),
    );
    expect(await calling.run(null, { id: 'r' }).value()).toBe(5);
    expect(tool.calls).toEqual([{ input: { word: 'stone' }, idempotencyKey: '/r/call:look#0' }]);
    expect(Object.isFrozen(tool.calls[0]?.input)).toBe(true);
  });

  it('waits by its clock and stalls until it is aborted', async () => {
    const clock = fakeClock();
    const late = scriptedTool({ name: 'late', delayMs: 10, clock }, () => 'done');
    const done = late.run({}, { ...recordingContext(), idempotencyKey: 'k' });
    await clock.advance(10);
    expect(await done).toBe('done');

    const context = recordingContext();
    const stalled = scriptedTool({ name: 'stalled', fails: 'stall' }, () => 'never');
    const end = stalled.run({}, { ...context, idempotencyKey: 'k' });
    context.abort();
    await expect(end).rejects.toMatchObject({ code: 'run.stopped' });
  });
});
