import { user } from '@ashlar/core';
import { describe, expect, it } from 'vitest';
import { chatModel, inferenceProfiles, modelFamily, modelInfo } from '../src/index.ts';
import { familyTable } from '../src/models/model-family.ts';
import { modelTable } from '../src/models/model-table.ts';
import { answer } from './support/replies.ts';
import { startServer } from './support/server.ts';

describe('the table of models', () => {
  it.each([
    ['anthropic.claude-haiku-4-5-20251001-v1:0', 1],
    ['global.anthropic.claude-haiku-4-5-20251001-v1:0', 1],
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 1.1],
    ['apac.anthropic.claude-haiku-4-5-20251001-v1:0', 1.1],
    [
      'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0',
      1.1,
    ],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0', 0.8],
    ['eu.amazon.nova-pro-v1:0', 0.8],
    ['us.meta.llama3-3-70b-instruct-v1:0', 0.72],
  ])('knows the price of %s', (id, inputUsd) => {
    expect(modelInfo(id).price?.inputUsd).toBe(inputUsd);
  });

  it('dates every price and says where it was read', () => {
    for (const { price } of modelTable) {
      if (price === undefined) continue;
      expect(price.asOf).toMatch(/^2026-\d\d-\d\d$/);
      expect(price.source).not.toBe('');
    }
  });

  it('has no row that an earlier one hides', () => {
    for (const [index, { prefix }] of modelTable.entries()) {
      const first = modelTable.findIndex((row) => prefix.startsWith(row.prefix));
      expect([prefix, first]).toEqual([prefix, index]);
    }
  });

  it('promises little and no price for ids that it does not know', () => {
    expect(modelInfo('acme.new-model-v1:0')).toEqual({ features: ['streaming'] });
    expect(modelInfo('arn:aws:bedrock:us-east-1:1:application-inference-profile/abc')).toEqual({
      features: ['streaming'],
    });
  });

  it('says which models are gone', () => {
    expect(modelInfo('anthropic.claude-3-haiku-20240307-v1:0').lifecycle).toBe('end-of-life');
  });
});

describe('the table of families', () => {
  it('says the same about structured output as the table of models, for every model', () => {
    for (const { prefix, features, lifecycle } of modelTable) {
      if (lifecycle === 'end-of-life') continue;
      const family = modelFamily(prefix);
      const way = features.includes('structured-output')
        ? 'native'
        : features.includes('tool-choice')
          ? 'forced-tool'
          : 'text';
      expect([prefix, family?.structuredOutput]).toEqual([prefix, way]);
      expect(family?.cache !== undefined).toBe(features.includes('cache-points'));
    }
  });

  it('dates every row and says where it was read', () => {
    for (const { asOf, source } of familyTable) {
      expect(asOf).toMatch(/^2026-\d\d-\d\d$/);
      expect(source).not.toBe('');
    }
    expect(modelFamily('eu.amazon.nova-lite-v1:0')?.cache?.minTokens).toBe(1000);
    expect(modelFamily('acme.new')).toBeUndefined();
  });

  const messages = [user(['Hi', { type: 'cache-point', ttl: '1h' }])] as const;
  const tools = [{ name: 'f', description: 'd', inputSchema: { type: 'object' } }];

  it.each([
    [
      'anthropic.claude-haiku-4-5-20251001-v1:0',
      '1h',
      { type: 'default', ttl: '1h' },
      true,
      undefined,
    ],
    ['amazon.nova-lite-v1:0', '1h', { type: 'default' }, false, ['cachePoint.ttl', 'cacheTools']],
    [
      'anthropic.claude-opus-4-1',
      '1h',
      { type: 'default' },
      true,
      ['cachePoint.ttl', 'cacheTools.ttl'],
    ],
    ['us.meta.llama3-3-70b-instruct-v1:0', '5m', undefined, false, ['cachePoint', 'cacheTools']],
    ['acme.unknown', '5m', { type: 'default', ttl: '1h' }, true, undefined],
  ] as const)('fits cache points to %s', async (id, cacheTools, point, inTools, ignored) => {
    const server = await startServer();
    server.reply(answer([{ text: 'yes' }]));
    const model = chatModel(id, { connection: server.connect(), bedrock: { cacheTools } });
    const { vendor } = await model.generate({ messages, tools });
    expect(server.body().messages[0].content).toEqual([
      { text: 'Hi' },
      ...(point === undefined ? [] : [{ cachePoint: point }]),
    ]);
    expect(server.body().toolConfig.tools).toHaveLength(inTools ? 2 : 1);
    const { ignored: left } = { ...(vendor?.bedrock as { ignored?: string[] } | undefined) };
    expect(left).toEqual(ignored);
  });
});

it('names inference profiles to try', () => {
  expect(inferenceProfiles('anthropic.claude-opus-4-8')).toEqual(['us.anthropic.claude-opus-4-8']);
  expect(inferenceProfiles('acme.unknown')).toEqual([]);
});

it('is corrected and completed by info', async () => {
  const server = await startServer();
  const price = { inputUsd: 0.5, outputUsd: 2, asOf: '2026-11-21' };
  const options = { connection: server.connect(), info: { price, owner: 'platform' } };
  const { info } = chatModel('amazon.nova-pro-v1:0', options);
  expect(info).toMatchObject({ price, owner: 'platform', contextWindow: 300_000 });
});
