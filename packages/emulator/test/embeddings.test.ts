import type { Embedder, EmbedItem } from '@ashlar/core';
import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { serve } from './serve.ts';

function lengths(dimensions: number): Embedder & { readonly seen: unknown[] } {
  const seen: unknown[] = [];
  return {
    id: 'lengths',
    dimensions,
    seen,
    embed: async (items: readonly EmbedItem[], options) => {
      seen.push([items, options.purpose]);
      const size = (item: EmbedItem) => (typeof item === 'string' ? item.length : 1);
      return {
        vectors: items.map((item) => new Float32Array(dimensions).fill(size(item))),
        calls: [{ model: 'lengths', outcome: 'served', inputTokens: 5, outputTokens: 0 }],
      };
    },
  };
}

async function invoke(embedder: Embedder, modelId: string, body: object) {
  const { sdk, running } = await serve({ embedder: { [modelId]: embedder } });
  const answer = await sdk.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }));
  return { answer: JSON.parse(answer.body.transformToString()), running };
}

const titan = 'amazon.titan-embed-text-v2:0';
const v3 = 'cohere.embed-multilingual-v3';
const v4 = 'cohere.embed-v4:0';

describe('Titan Text V2', () => {
  it('answers one vector of length one with its tokens', async () => {
    const { answer, running } = await invoke(lengths(256), titan, {
      inputText: 'stone',
      dimensions: 256,
    });
    expect(answer.embedding).toHaveLength(256);
    expect(Math.hypot(...answer.embedding)).toBeCloseTo(1);
    expect(answer.embeddingsByType.float).toEqual(answer.embedding);
    expect(answer.inputTextTokenCount).toBe(5);
    expect(running.requests[0]).toMatchObject({
      operation: 'InvokeModel',
      usage: { inputTokens: 5 },
    });
  });

  it('leaves vectors as they are when asked to', async () => {
    const { answer } = await invoke(lengths(4), titan, { inputText: 'stone', normalize: false });
    expect(answer.embedding).toEqual([5, 5, 5, 5]);
  });

  it.each([
    [
      { texts: ['a'] },
      'Malformed input request: #: required key [inputText] not found#: extraneous key [texts] is not permitted, please reformat your input and try again.',
    ],
    [{ inputText: '' }, 'expected minLength: 1'],
    [{ inputText: 'a', dimensions: 300 }, '#/dimensions: 300 is not a valid enum value'],
    [{ inputText: 'a', embeddingTypes: ['binary'] }, 'the emulator has only [float]'],
    [
      { inputText: 'a', dimensions: 512 },
      "The emulator's embedder lengths has 4 dimensions, 512 were asked for.",
    ],
  ])('refuses %j', async (body, message) => {
    await expect(invoke(lengths(4), titan, body)).rejects.toThrow(message);
  });
});

describe('Cohere Embed', () => {
  it('answers a list of vectors and tells the embedder the purpose', async () => {
    const embedder = lengths(3);
    const { answer } = await invoke(embedder, v3, {
      texts: ['a', 'bc'],
      input_type: 'search_query',
    });
    expect(answer).toEqual({
      id: 'emulator',
      texts: ['a', 'bc'],
      embeddings: [
        [1, 1, 1],
        [2, 2, 2],
      ],
      response_type: 'embeddings_floats',
    });
    expect(embedder.seen).toEqual([[['a', 'bc'], 'query']]);
  });

  it('answers by type when types are asked for, with images and dimensions in v4', async () => {
    const embedder = lengths(256);
    const { answer } = await invoke(embedder, v4, {
      inputs: [
        { content: [{ type: 'text', text: 'ab' }] },
        { content: [{ type: 'image_url', image_url: 'data:image/png;base64,AQID' }] },
      ],
      input_type: 'search_document',
      embedding_types: ['float'],
      output_dimension: 256,
    });
    expect(answer.response_type).toBe('embeddings_by_type');
    expect(answer.embeddings.float.map((vector: number[]) => vector[0])).toEqual([2, 1]);
    expect(embedder.seen).toEqual([
      [['ab', { image: { format: 'png', base64: 'AQID' } }], 'document'],
    ]);
  });

  it.each([
    [
      v3,
      { inputText: 'a' },
      '#: required key [input_type] not found#: required key [texts] not found#: extraneous key [inputText]',
    ],
    [
      v3,
      { texts: ['x'.repeat(2049)], input_type: 'clustering' },
      '#/texts/0: expected maxLength: 2048, actual: 2049',
    ],
    [
      v3,
      { texts: ['a'], input_type: 'clustering', output_dimension: 256 },
      'extraneous key [output_dimension]',
    ],
    [
      v4,
      { texts: Array(97).fill('a'), input_type: 'classification' },
      'expected maximum item count: 96, found: 97',
    ],
    [v4, { texts: ['a'], input_type: 'poem' }, '#/input_type: poem is not a valid enum value'],
    [
      v4,
      { inputs: [{ content: [] }], input_type: 'search_query' },
      '#/texts/0: not one text or one image',
    ],
  ])('%s refuses %j', async (modelId, body, message) => {
    await expect(invoke(lengths(3), modelId, body)).rejects.toThrow(message);
  });
});

it('the embedder may follow the dimensions that are asked for', async () => {
  const { sdk } = await serve({ embedder: (_id, { dimensions = 1024 }) => lengths(dimensions) });
  const send = async (body: object) => {
    const answer = await sdk.send(
      new InvokeModelCommand({ modelId: titan, body: JSON.stringify(body) }),
    );
    return JSON.parse(answer.body.transformToString()).embedding.length;
  };
  expect([await send({ inputText: 'a' }), await send({ inputText: 'a', dimensions: 512 })]).toEqual(
    [1024, 512],
  );
});

it('InvokeModel of a chat model says what is served', async () => {
  const body = { anthropic_version: 'bedrock-2023-05-31' };
  await expect(invoke(lengths(3), 'acme.chat-v1', body)).rejects.toThrow('Use Converse for chat');
});
