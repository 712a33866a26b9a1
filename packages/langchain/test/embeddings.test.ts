import type { Embedder } from '@ashlar/core';
import { hashEmbedder, recordingContext } from '@ashlar/core/testing';
import { describeEmbedderContract } from '@ashlar/core/testing/vitest';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { describe, expect, it } from 'vitest';
import { fromEmbeddings, type LangChainEmbeddings } from '../src/index.ts';
import { embedderOverEmulator } from './support/over-emulator.ts';

describeEmbedderContract('fromEmbeddings(BedrockEmbeddings) over the wire', () =>
  embedderOverEmulator(hashEmbedder(256)),
);

const document = { purpose: 'document' } as const;

function adapted(embeddings: Partial<LangChainEmbeddings>, more = {}): Embedder {
  const whole: LangChainEmbeddings = {
    embedDocuments: async (texts) => texts.map(() => [1, 0]),
    embedQuery: async () => [0, 1],
    ...embeddings,
  };
  return fromEmbeddings(whole, { id: 'test', dimensions: 2, ...more });
}

describe('embeddings of LangChain', () => {
  it('take queries and documents by their own ways', async () => {
    const embedder = adapted({});
    const { vectors } = await embedder.embed(['a'], { purpose: 'query' });
    expect(vectors).toEqual([Float32Array.of(0, 1)]);
    expect((await embedder.embed(['a'], document)).vectors).toEqual([Float32Array.of(1, 0)]);
  });

  it('are asked in batches, each of them one row of estimated bytes', async () => {
    const batches: number[] = [];
    const embedder = adapted(
      {
        embedDocuments: async (texts) => {
          batches.push(texts.length);
          return texts.map(() => [1, 0]);
        },
      },
      { batchSize: 2 },
    );
    const context = recordingContext();
    const { calls } = await embedder.embed(['ä', 'b', 'c'], document, context);
    expect(batches).toEqual([2, 1]);
    expect(calls).toEqual([
      {
        model: 'test',
        outcome: 'served',
        inputTokens: 3,
        outputTokens: 0,
        estimated: true,
        attempt: 1,
      },
      {
        model: 'test',
        outcome: 'served',
        inputTokens: 1,
        outputTokens: 0,
        estimated: true,
        attempt: 1,
      },
    ]);
    expect(context.rows).toEqual(calls);
  });

  it('refuse images before anything is sent', async () => {
    const embedder = adapted({ embedDocuments: () => Promise.reject(new Error('asked')) });
    const image = { image: { format: 'png', base64: 'iVBORw0KGgo=' } };
    await expect(embedder.embed(['a', image], document)).rejects.toMatchObject({
      code: 'model.unsupported',
      facts: { feature: 'images to embed' },
    });
  });

  it.each([
    ['too few vectors', async () => [[1, 0]], '1 vectors for 2 texts'],
    ['another length', async () => [[1], [1]], '1 numbers instead of 2'],
    [
      'something else than numbers',
      async () => [
        [1, Number.NaN],
        [1, 0],
      ],
      'else than numbers',
    ],
    ['nothing', async () => undefined as never, '0 vectors'],
  ] as const)('fail on %s', async (_, embedDocuments, named) => {
    const context = recordingContext();
    const end = adapted({ embedDocuments }).embed(['a', 'b'], document, context);
    await expect(end).rejects.toMatchObject({
      code: 'model.failed',
      message: expect.stringContaining(named),
    });
    expect(context.rows.map(({ outcome }) => outcome)).toEqual(['failed']);
  });

  it('settle at once on an abort, which they are never told of', async () => {
    const context = recordingContext();
    const embedder = adapted({ embedDocuments: () => new Promise(() => {}) });
    const end = embedder.embed(['a'], document, context).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 5));
    context.abort();
    expect(await end).toMatchObject({ code: 'run.stopped' });
    expect(context.rows.map(({ outcome }) => outcome)).toEqual(['abandoned']);
  });

  it('are refused with retries of their own, and when a batch would embed nothing', () => {
    expect(() => fromEmbeddings(new FakeEmbeddings(), { id: 'fake', dimensions: 4 })).toThrow(
      expect.objectContaining({ code: 'langchain.retries' }),
    );
    expect(() => adapted({}, { batchSize: 0 })).toThrow(
      expect.objectContaining({ code: 'input.invalid' }),
    );
  });

  it('are those of LangChain', async () => {
    const options = { id: 'fake', dimensions: 4 };
    const fake = fromEmbeddings(new FakeEmbeddings({ maxRetries: 0 }), options);
    expect((await fake.embed(['a'], document)).vectors[0]).toHaveLength(4);
  });
});
