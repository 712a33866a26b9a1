import { describe, expect, it } from 'vitest';
import { chatModel, modelInfo } from '../src/index.ts';
import { modelTable } from '../src/models/model-table.ts';
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

it('is corrected and completed by info', async () => {
  const server = await startServer();
  const price = { inputUsd: 0.5, outputUsd: 2, asOf: '2026-11-21' };
  const options = { connection: server.connect(), info: { price, owner: 'platform' } };
  const { info } = chatModel('amazon.nova-pro-v1:0', options);
  expect(info).toMatchObject({ price, owner: 'platform', contextWindow: 300_000 });
});
