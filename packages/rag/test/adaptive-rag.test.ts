import { type Agent, type Answer, pattern } from '@ashlar/core';
import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { describe, expect, test } from 'vitest';
import { adaptiveRag, type RagInput } from '../src/index.ts';
import { classifyQuestion } from '../src/questions/index.ts';
import { asked } from './pattern-support.ts';

/** A strategy that always gives the same answer. */
function strategy(name: string, grounding: Answer['grounding']): Agent<RagInput, Answer> {
  return pattern({ name, version: '1' }, async () => ({ text: name, citations: [], grounding }));
}

const strategies = {
  none: strategy('none', 'ungrounded'),
  single: strategy('single', 'grounded'),
  multi: strategy('multi', 'grounded'),
};

const classify = (complexity: 'none' | 'single' | 'multi') =>
  asked({ 'rag.classify': () => ({ complexity }) }).model;

describe('adaptiveRag', () => {
  test.each(['none', 'single', 'multi'] as const)(
    'answers a question of kind %s by its strategy',
    async (kind) => {
      const answer = await adaptiveRag({ strategies, classify: classify(kind) })
        .run('?')
        .value();
      expect(answer.text).toBe(kind);
      expect(answer.steps).toEqual([{ name: 'classify', facts: { complexity: kind } }]);
    },
  );

  test('tries again with more work when the cheap answer does not stand on its sources', async () => {
    const unsure = { ...strategies, single: strategy('single', 'abstained') };
    const answer = await adaptiveRag({ strategies: unsure, classify: classify('single') })
      .run('?')
      .value();
    expect(answer.text).toBe('multi');
    expect(answer.steps).toContainEqual({ name: 'escalate', facts: { grounding: 'abstained' } });
  });

  test('searches for what needs no documents where nothing else answers it', async () => {
    const { none: _, ...two } = strategies;
    const answer = await adaptiveRag({ strategies: two, classify: classify('none') })
      .run('Hi')
      .value();
    expect(answer.text).toBe('single');
  });

  test('takes a rule for the choice, and another opinion of what will do', async () => {
    const rule = classifyQuestion.by(() => ({ complexity: 'single' }));
    const accept = ({ text }: Answer) => text !== 'single';
    const answer = await adaptiveRag({ strategies, classify: rule, accept }).run('?').value();
    expect(answer.text).toBe('multi');
  });
});

describeAgentContract('adaptiveRag', () => ({
  agent: adaptiveRag({
    strategies: { ...strategies, single: strategy('single', 'abstained') },
    classify: classify('single'),
  }),
  input: 'Hard?',
}));
