import { describe, expect, it } from 'vitest';
import { embedder } from '../src/index.ts';
import { fakeClock } from './support/fake-clock.ts';
import { recordingContext } from './support/recording-context.ts';
import { failure, json } from './support/replies.ts';
import { type Reply, startServer } from './support/server.ts';

const titan = 'amazon.titan-embed-text-v2:0';
const v3 = 'cohere.embed-multilingual-v3';
const v4 = 'eu.cohere.embed-v4:0';
const document = { purpose: 'document' } as const;

/** Vectors that say which text they stand for: its number in the first place. */
function vector(text: string, dimensions: number): number[] {
  const numbers = new Array<number>(dimensions).fill(0);
  numbers[0] = Number(text.replace(/\D/g, ''));
  return numbers;
}

const titanReply: Reply = (response, request) => {
  const { inputText, dimensions } = request.body;
  const embedding = vector(inputText, dimensions);
  json(200, { embedding, inputTextTokenCount: 3 })(response, request);
};

const cohereReply: Reply = (response, request) => {
  const { texts = ['0'], output_dimension = 1024 } = request.body;
  const float = texts.map((text: string) => vector(text, output_dimension));
  const headers = { 'x-amzn-bedrock-input-token-count': String(texts.length * 2) };
  json(200, { embeddings: { float } }, headers)(response, request);
};

const texts = (count: number) => Array.from({ length: count }, (_, index) => `text ${index}`);

it('asks Titan for one text at a time and puts the vectors in order', async () => {
  const server = await startServer();
  server.reply(titanReply);
  const embed = embedder(titan, { connection: server.connect(), dimensions: 256 });
  const { vectors, calls } = await embed.embed(texts(20), document);
  expect(server.received[0]).toMatchObject({
    path: '/model/amazon.titan-embed-text-v2%3A0/invoke',
    body: { dimensions: 256, normalize: true },
  });
  expect(vectors.map(([first]) => first)).toEqual(texts(20).map((_, index) => index));
  expect(vectors.every((one) => one.length === 256)).toBe(true);
  expect(calls).toHaveLength(20);
  expect(calls[0]).toMatchObject({ model: titan, inputTokens: 3, outputTokens: 0, nanoUsd: 60 });
});

it('has no more requests under way than allowed', async () => {
  const server = await startServer();
  let [open, most] = [0, 0];
  server.reply((response, request) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      titanReply(response, request);
    }, 15);
  });
  const embed = embedder(titan, { connection: server.connect(), concurrency: 4 });
  await embed.embed(texts(20), document);
  expect(most).toBe(4);
});

it('asks Cohere for 96 texts at a time, with the type of the purpose', async () => {
  const server = await startServer();
  server.reply(cohereReply);
  const embed = embedder(v3, { connection: server.connect() });
  const { vectors, calls } = await embed.embed(texts(200), { purpose: 'query' });
  const bodies = server.received.map(({ body }) => body);
  expect(bodies.map((body) => body.texts.length).toSorted((a, b) => b - a)).toEqual([96, 96, 8]);
  expect(bodies[0]).toMatchObject({
    input_type: 'search_query',
    embedding_types: ['float'],
    truncate: 'NONE',
  });
  expect(vectors.map(([first]) => first)).toEqual(texts(200).map((_, index) => index));
  expect(calls.reduce((sum, call) => sum + call.inputTokens, 0)).toBe(400);
});

it.each([
  ['document', 'search_document'],
  ['query', 'search_query'],
  ['similarity', 'clustering'],
  ['classification', 'classification'],
  ['clustering', 'clustering'],
] as const)('asks Cohere 4 for %s as %s', async (purpose, type) => {
  const server = await startServer();
  server.reply(cohereReply);
  const options = { connection: server.connect(), dimensions: 512, truncate: 'end' } as const;
  await embedder(v4, options).embed(['text 1'], { purpose });
  expect(server.received[0]?.body).toMatchObject({
    input_type: type,
    output_dimension: 512,
    truncate: 'RIGHT',
  });
});

it('sends images alone, as data URIs, and keeps the order', async () => {
  const server = await startServer();
  server.reply(cohereReply);
  const embed = embedder(v3, { connection: server.connect() });
  const image = { image: { format: 'png', base64: 'AAAA' } };
  const { vectors } = await embed.embed(['text 7', image, 'text 9'], document);
  expect(vectors.map(([first]) => first)).toEqual([7, 0, 9]);
  const bodies = server.received.map(({ body }) => body);
  expect(bodies).toContainEqual(
    expect.objectContaining({ images: ['data:image/png;base64,AAAA'], input_type: 'image' }),
  );
});

it('repeats a throttled request and meters every attempt', async () => {
  const server = await startServer();
  server.reply(failure(429, 'ThrottlingException'), titanReply);
  const embed = embedder(titan, { connection: server.connect({ clock: fakeClock() }) });
  const context = recordingContext();
  const { calls } = await embed.embed(['text 1'], document, context);
  expect(context.log).toEqual(['reserve', 'failed 0/0', 'reserve', 'served 3/0']);
  expect(calls.map(({ outcome }) => outcome)).toEqual(['failed', 'served']);
});

it('stops the rest when one request fails for good', async () => {
  const server = await startServer();
  let answered = 0;
  server.reply((response, request) => {
    answered += 1;
    const reply = answered === 3 ? failure(403, 'AccessDeniedException') : titanReply;
    reply(response, request);
  });
  const embed = embedder(titan, { connection: server.connect(), concurrency: 2 });
  await expect(embed.embed(texts(50), document)).rejects.toMatchObject({ code: 'model.denied' });
  expect(answered).toBeLessThan(8);
});

it('counts bytes where the service counts nothing', async () => {
  const server = await startServer();
  server.reply(json(200, { embeddings: [vector('1', 1024)] }));
  const embed = embedder(v3, { connection: server.connect() });
  const { calls } = await embed.embed(['abc'], document);
  expect(calls).toMatchObject([{ inputTokens: 3, estimated: true }]);
  expect(calls[0]).not.toHaveProperty('nanoUsd');
});

describe('refuses', () => {
  it.each([
    ['too few vectors', { embeddings: { float: [] } }],
    ['vectors of another length', { embeddings: { float: [[1, 2]] } }],
    [
      'vectors with something else than numbers',
      { embeddings: { float: [vector('1', 1024).map(String)] } },
    ],
    ['no vectors', { message: 'hello' }],
  ])('a reply with %s', async (_, body) => {
    const server = await startServer();
    server.reply(json(200, body));
    const embed = embedder(v3, { connection: server.connect() });
    await expect(embed.embed(['a'], document)).rejects.toMatchObject({ code: 'model.failed' });
  });

  it('blank texts and images that the model does not take, before anything is sent', async () => {
    const server = await startServer();
    const embed = embedder(titan, { connection: server.connect() });
    await expect(embed.embed(['a', ' '], document)).rejects.toThrow(/item 1 is blank/);
    const image = { image: { format: 'png', base64: 'AAAA' } };
    await expect(embed.embed([image], document)).rejects.toThrow(/item 0 is an image/);
    expect(server.received).toHaveLength(0);
  });

  it('models and dimensions that it does not know', async () => {
    const server = await startServer();
    const connection = server.connect();
    expect(() => embedder('acme.embed', { connection })).toThrow(/not an embedding model/);
    expect(() => embedder(titan, { connection, dimensions: 300 })).toThrow(/256, 512, 1024/);
    for (const concurrency of [0, -1, 1.5, Number.NaN]) {
      expect(() => embedder(titan, { connection, concurrency })).toThrow(/concurrency is/);
    }
    const arn = 'arn:aws:bedrock:us-east-1:1:application-inference-profile/x';
    expect(embedder(arn, { connection, family: 'cohere-v4' }).dimensions).toBe(1536);
  });
});

it('embeds nothing without a request', async () => {
  const server = await startServer();
  const embed = embedder(titan, { connection: server.connect() });
  expect(await embed.embed([], document)).toEqual({ vectors: [], calls: [] });
});

describe('Nova', () => {
  const nova = 'amazon.nova-2-multimodal-embeddings-v1:0';
  // As the user guide shows it: one entry per kind, and no count of tokens.
  const novaReply: Reply = (response, request) => {
    const { embeddingDimension, text } = request.body.singleEmbeddingParams;
    const embeddingType = text === undefined ? 'IMAGE' : 'TEXT';
    const embedding = vector(text?.value ?? '7', embeddingDimension);
    json(200, { embeddings: [{ embeddingType, embedding }] })(response, request);
  };

  it('embeds texts and images in one space, one a request', async () => {
    const server = await startServer();
    server.reply(novaReply);
    const embed = embedder(nova, { connection: server.connect(), dimensions: 384 });
    const image = { image: { format: 'png', base64: 'aGk=' } };
    const { vectors } = await embed.embed(['text 3', image], { purpose: 'query' });
    expect(vectors.map(([first]) => first)).toEqual([3, 7]);
    const bodies = server.received.map(({ body }) => body);
    expect(bodies).toContainEqual({
      schemaVersion: 'nova-multimodal-embed-v1',
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'GENERIC_RETRIEVAL',
        embeddingDimension: 384,
        text: { truncationMode: 'NONE', value: 'text 3' },
      },
    });
    expect(bodies).toContainEqual(
      expect.objectContaining({
        singleEmbeddingParams: {
          embeddingPurpose: 'GENERIC_RETRIEVAL',
          embeddingDimension: 384,
          image: { format: 'png', source: { bytes: 'aGk=' }, detailLevel: 'STANDARD_IMAGE' },
        },
      }),
    );
  });

  it.each([
    ['document', 'GENERIC_INDEX'],
    ['query', 'GENERIC_RETRIEVAL'],
    ['similarity', 'CLUSTERING'],
    ['classification', 'CLASSIFICATION'],
    ['clustering', 'CLUSTERING'],
  ] as const)('is told that %s is %s', async (purpose, wire) => {
    const server = await startServer();
    server.reply(novaReply);
    const embed = embedder(nova, { connection: server.connect() });
    await embed.embed(['text 1'], { purpose });
    expect(server.received[0]?.body.singleEmbeddingParams.embeddingPurpose).toBe(wire);
    expect(embed.dimensions).toBe(3072);
  });

  it('takes long texts only when they may be cut', async () => {
    const server = await startServer();
    server.reply(novaReply);
    const connection = server.connect();
    const long = [`text 1${'.'.repeat(8187)}`];
    await expect(embedder(nova, { connection }).embed(long, document)).rejects.toThrow(
      /item 0 has 8193 characters and the model takes 8192/,
    );
    expect(server.received).toHaveLength(0);
    await embedder(nova, { connection, truncate: 'end' }).embed(long, document);
    expect(server.received[0]?.body.singleEmbeddingParams.text.truncationMode).toBe('END');
  });
});

describe('when a part of a list fails', () => {
  it('the error names the item that spoilt its request, and nothing that was paid for is lost', async () => {
    const server = await startServer();
    server.reply((response, request) => {
      const spoilt = request.body.texts.includes('text 130');
      const refusal = failure(400, 'ValidationException', { message: 'text is not text' });
      (spoilt ? refusal : cohereReply)(response, request);
    });
    const kept = new Map<unknown, number>();
    const embed = embedder(v4, {
      connection: server.connect(),
      concurrency: 1,
      onVectors: ({ items, vectors, purpose }) => {
        expect(purpose).toBe('document');
        for (const [at, item] of items.entries()) kept.set(item, vectors[at]?.[0] ?? -1);
      },
    });
    await expect(embed.embed(texts(200), document)).rejects.toMatchObject({
      code: 'model.invalid-request',
      message: expect.stringMatching(/item 130 of the list/),
      facts: { items: [130], exception: 'ValidationException', status: 400 },
    });
    expect([...kept].slice(0, 96)).toEqual(
      Array.from({ length: 96 }, (_, at) => [`text ${at}`, at]),
    );
    expect(kept.has('text 129')).toBe(true);
    expect(kept.has('text 130')).toBe(false);
    // 1 request for the first 96, then 96, 48, 48 and so on down to the one.
    expect(server.received.length).toBeLessThan(16);
  });

  it("a failure that is nobody's fault names the items of its request", async () => {
    const server = await startServer();
    server.reply(failure(500, 'InternalServerException'));
    const embed = embedder(v4, { connection: server.connect({ retry: false }) });
    await expect(embed.embed(texts(3), document)).rejects.toMatchObject({
      code: 'model.failed',
      facts: { items: [0, 1, 2] },
    });
    expect(server.received).toHaveLength(1);
  });
});
