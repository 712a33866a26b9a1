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
    [
      { inputText: 'a', embeddingTypes: ['int8'] },
      '#/embeddingTypes: int8 is not a valid enum value',
    ],
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
  const body = { prompt: 'hello' };
  await expect(invoke(lengths(3), 'acme.chat-v1', body)).rejects.toThrow('Use Converse for chat');
});

describe('Nova Multimodal Embeddings', () => {
  const nova = 'amazon.nova-2-multimodal-embeddings-v1:0';
  const params = (more: object) => ({
    schemaVersion: 'nova-multimodal-embed-v1',
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', embeddingDimension: 256, ...more },
  });
  const text = (value: string, truncationMode = 'END') => ({ text: { value, truncationMode } });

  it('answers a unit vector of one text with its purpose', async () => {
    const embedder = lengths(256);
    const body = params({ ...text('stone'), embeddingPurpose: 'GENERIC_RETRIEVAL' });
    const { answer } = await invoke(embedder, nova, body);
    expect(answer.embeddings[0]).toMatchObject({ embeddingType: 'TEXT' });
    expect(Math.hypot(...answer.embeddings[0].embedding)).toBeCloseTo(1);
    expect(embedder.seen).toEqual([[['stone'], 'query']]);
  });

  it('answers a vector of an image', async () => {
    const embedder = lengths(256);
    const image = { format: 'png', detailLevel: 'STANDARD_IMAGE', source: { bytes: 'AQID' } };
    const { answer } = await invoke(embedder, nova, params({ image }));
    expect(answer.embeddings[0].embeddingType).toBe('IMAGE');
    expect(embedder.seen).toEqual([[[{ image: { format: 'png', base64: 'AQID' } }], 'document']]);
  });

  it.each([
    ['END', 'a'],
    ['START', 'z'],
  ])('cuts a long text at the %s, and says where', async (mode, kept) => {
    const embedder = lengths(256);
    const long = `${'a'.repeat(8192)}${'z'.repeat(8192)}`;
    const { answer } = await invoke(embedder, nova, params(text(long, mode)));
    expect(answer.embeddings[0].truncatedCharLength).toBe(8192);
    expect(embedder.seen).toEqual([[[kept.repeat(8192)], 'document']]);
  });

  it.each([
    [params({}), 'one text value or one image'],
    [params({ ...text('a'), embeddingDimension: 512 }), '512 is not a valid enum value'],
    [params({ ...text('a'), embeddingPurpose: 'ART' }), 'ART is not a valid enum value'],
    [params(text('a', 'MIDDLE')), 'MIDDLE is not a valid enum value'],
    [params(text('a'.repeat(8193), 'NONE')), 'expected maxLength: 8192'],
    [params({ video: { format: 'mp4' } }), 'one text value or one image'],
    [{ taskType: 'SINGLE_EMBEDDING' }, 'required key [singleEmbeddingParams] not found'],
    [
      { ...params(text('a')), taskType: 'SEGMENTED_EMBEDDING' },
      'SEGMENTED_EMBEDDING is not a valid',
    ],
  ])('refuses %j', async (body, message) => {
    await expect(invoke(lengths(256), nova, body)).rejects.toThrow(message);
  });
});

describe('types of vectors', () => {
  const signs: Embedder = {
    id: 'signs',
    dimensions: 8,
    embed: async (items) => ({
      vectors: items.map(() => Float32Array.of(1, -1, 0.5, -0.5, 0, 0.25, -0.25, 1)),
      calls: [],
    }),
  };

  it('Cohere answers every type that is asked for', async () => {
    const { answer } = await invoke(signs, v3, {
      texts: ['a'],
      input_type: 'clustering',
      embedding_types: ['int8', 'uint8', 'binary', 'ubinary'],
    });
    expect(answer.embeddings).toEqual({
      int8: [[127, -127, 64, -63, 0, 32, -32, 127]],
      uint8: [[255, 1, 192, 65, 128, 160, 96, 255]],
      // Bits 1010 0101.
      ubinary: [[165]],
      binary: [[37]],
    });
  });

  it('Titan answers bits one by one, and no floats that nobody asked for', async () => {
    const body = { inputText: 'a', embeddingTypes: ['binary'] };
    const { answer } = await invoke(signs, titan, body);
    expect(answer.embeddingsByType).toEqual({ binary: [1, 0, 1, 0, 0, 1, 0, 1] });
    expect(answer.embedding).toBeUndefined();
  });
});
