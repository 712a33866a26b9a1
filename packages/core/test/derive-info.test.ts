import { type ChatModel, deriveInfo, type ModelInfo } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { expect, test } from 'vitest';

const model = (id: string, info: ModelInfo): ChatModel => ({ ...scriptedModel([], { id }), info });

const small = model('small', {
  features: ['tools', 'images'],
  contextWindow: 8000,
  maxOutputTokens: 1000,
  price: { inputUsd: 3, outputUsd: 4, cacheReadUsd: 0.1, asOf: '2026-02-01' },
  lifecycle: 'active',
  owner: 'team a',
  dataClass: 'internal',
});
const large = model('large', {
  features: ['images', 'tools', 'documents'],
  contextWindow: 200_000,
  maxOutputTokens: 500,
  price: { inputUsd: 2, outputUsd: 9, cacheWriteUsd: 5, asOf: '2026-01-01' },
  lifecycle: 'legacy',
  owner: 'team a',
  dataClass: 'internal',
});
const vague = model('vague', { features: ['tools'] });

test('one model is what it is', () => {
  expect(deriveInfo([small])).toEqual(small.info);
});

test('of two: what both can, the smaller limits, the dearer prices, the older date, the worse lifecycle', () => {
  expect(deriveInfo([small, large])).toEqual({
    features: ['tools', 'images'],
    contextWindow: 8000,
    maxOutputTokens: 500,
    price: {
      inputUsd: 3,
      outputUsd: 9,
      cacheReadUsd: 2,
      cacheWriteUsd: 5,
      asOf: '2026-01-01',
    },
    lifecycle: 'legacy',
    owner: 'team a',
    dataClass: 'internal',
    candidates: [
      { id: 'small', info: small.info },
      { id: 'large', info: large.info },
    ],
  });
});

test('the order of the models changes nothing but the order of the candidates', () => {
  const { candidates: _one, features: some, ...forwards } = deriveInfo([small, large]);
  const { candidates: _other, features: same, ...backwards } = deriveInfo([large, small]);
  expect(backwards).toEqual(forwards);
  expect([...same].sort()).toEqual([...some].sort());
});

test('what one does not state is not stated of all', () => {
  const { candidates, ...info } = deriveInfo([small, vague]);
  expect(info).toEqual({ features: ['tools'] });
  expect(candidates).toHaveLength(2);
});

test('owners and data classes that differ are not stated', () => {
  const other = model('other', { ...large.info, owner: 'team b', dataClass: 'public' });
  const info = deriveInfo([small, other]);
  expect(info).not.toHaveProperty('owner');
  expect(info).not.toHaveProperty('dataClass');
});

test('a wrapper around nothing is refused', () => {
  expect(() => deriveInfo([])).toThrow('at least one model');
});
