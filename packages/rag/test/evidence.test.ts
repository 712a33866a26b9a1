import { describe, expect, test } from 'vitest';
import { answerQuestion, memoryStore, openIndex, simpleRag } from '../src/index.ts';
import { extractAnswer } from '../src/offline/index.ts';
import { ACME, file } from './support.ts';

const BEES =
  '# Bees\n\nThe hive is opened every nine days in summer.\n\nThe queen is marked with a blue dot.';

describe('evidence in a single small file', () => {
  test.each([
    ['How often is the hive opened?', 'grounded'],
    ['How is the queen marked?', 'grounded'],
    ['Who feeds the bees in winter?', 'abstained'],
    ['How much honey does a hive give?', 'abstained'],
    ['What is the capital of France?', 'abstained'],
  ])('%s %s', async (question, grounding) => {
    const index = await openIndex({ store: memoryStore() });
    await index.ingest([file('bees.md', BEES)], { tenant: ACME.tenant });
    const rag = simpleRag({
      model: answerQuestion.by(extractAnswer),
      retriever: index.retriever(),
    });
    const answer = await rag.run(question, { principal: ACME }).value();
    expect(answer.grounding).toBe(grounding);
  });
});
