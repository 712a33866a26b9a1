import { type ChatRequest, user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { bedrock, chatModel, embedder } from '../src/index.ts';
import { answer } from './support/replies.ts';
import { startServer } from './support/server.ts';

const messages = [user('Hi')];

describe('a misspelt option is an error before anything is sent', () => {
  it.each([
    ['bedrock()', () => bedrock({ regoin: 'eu-west-1' } as never), /regoin: .*Options: region/],
    [
      'chatModel()',
      () => chatModel('m', { connection: bedrock(), temprature: 0 } as never),
      /temprature: .*Options: connection/,
    ],
    [
      'embedder()',
      () =>
        embedder('amazon.titan-embed-text-v2:0', { connection: bedrock(), dimension: 2 } as never),
      /dimension: .*Options: /,
    ],
  ])('of %s', (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: 'input.invalid' }));
    expect(make).toThrow(message);
  });

  it.each([
    ['an unknown member', { maxTokns: 5 }, /maxTokns: there is no such member/],
    ['maxTokens 0', { maxTokens: 0 }, /maxTokens is 0/],
    ['half a token', { maxTokens: 1.5 }, /maxTokens is 1.5/],
    ['temperature 9', { temperature: 9 }, /temperature is 9, not 0 to 1/],
    ['temperature as text', { temperature: '0' as never }, /temperature is 0, not 0 to 1/],
    ['topP -1', { topP: -1 }, /topP is -1/],
    ['too many stop sequences', { stopSequences: Array<string>(2501).fill('a') }, /Converse takes/],
    ['an unknown effort', { effort: 'heroic' as never }, /effort is heroic/],
  ] satisfies [string, object, RegExp][])('of a request: %s', async (_, more, message) => {
    const server = await startServer();
    const model = chatModel('m', { connection: server.connect() });
    const request = { messages, ...more } as ChatRequest;
    for (const end of [
      model.generate(request),
      model.stream(request)[Symbol.asyncIterator]().next(),
    ]) {
      await expect(end).rejects.toMatchObject({
        code: 'model.invalid-request',
        message: expect.stringMatching(message),
      });
    }
    expect(server.received).toHaveLength(0);
  });
});

describe('a prompt from Prompt management', () => {
  const prompt = 'arn:aws:bedrock:us-east-1:111122223333:prompt/ABC:1';

  it('is asked with its variables, and needs no messages', async () => {
    const server = await startServer();
    server.reply(answer([{ text: 'yes' }]));
    const model = chatModel(prompt, {
      connection: server.connect(),
      bedrock: { promptVariables: { name: 'Ada' } },
    });
    await model.generate({ messages: [] });
    await model.generate({ messages });
    expect(server.received[0]?.path).toBe(`/model/${encodeURIComponent(prompt)}/converse`);
    expect(server.received[0]?.body).toEqual({ promptVariables: { name: { text: 'Ada' } } });
    expect(server.received[1]?.body.messages).toHaveLength(1);
  });

  it('refuses what Converse refuses beside it', async () => {
    const server = await startServer();
    const model = chatModel(prompt, { connection: server.connect(), maxTokens: 5 });
    await expect(model.generate({ messages })).rejects.toThrow(
      /inferenceConfig comes from the prompt/,
    );
    expect(server.received).toHaveLength(0);
  });

  it('is the only one that takes variables', async () => {
    const server = await startServer();
    const bedrockOptions = { promptVariables: { a: 'b' } };
    const model = chatModel('m', { connection: server.connect(), bedrock: bedrockOptions });
    await expect(model.generate({ messages })).rejects.toThrow(/ARN of a prompt/);
  });
});

describe('an ARN that hides its model', () => {
  it.each([
    'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc',
    'arn:aws:bedrock:us-east-1:1:provisioned-model/abc',
    'arn:aws:bedrock:us-east-1:1:custom-model-deployment/abc',
    'arn:aws:bedrock:us-east-1:1:imported-model/abc',
    'arn:aws:bedrock:us-east-1:1:default-prompt-router/anthropic.claude:1',
  ])('goes out as it is, with the facts of the model that it is said to be: %s', async (arn) => {
    const server = await startServer();
    server.reply(answer([{ text: 'yes' }]));
    const baseModel = 'anthropic.claude-opus-4-8';
    const model = chatModel(arn, { connection: server.connect(), baseModel, temperature: 0.5 });
    const { vendor, calls } = await model.generate({ messages });
    expect(server.received[0]?.path).toBe(`/model/${encodeURIComponent(arn)}/converse`);
    expect(vendor?.bedrock).toMatchObject({ ignored: ['temperature'] });
    expect(calls).toMatchObject([{ model: arn, nanoUsd: 10 * 5000 + 5 * 25_000 }]);
    server.reply((response) => response.end(JSON.stringify({ inputTokens: 4 })));
    expect(await model.countTokens?.({ messages })).toBe(4);
    expect(server.received[1]?.path).toBe(`/model/${baseModel}/count-tokens`);
  });
});
