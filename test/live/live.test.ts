import { bedrock, chatModel, embedder, guardrail } from '@ashlar/bedrock';
import { knowledgeBase, reranker } from '@ashlar/bedrock/knowledge';
import type { Embedder } from '@ashlar/core';
import { cassette } from '@ashlar/core/testing/cassette';
import { describeEmbedderContract } from '@ashlar/core/testing/vitest';
import { afterAll, describe, expect, it } from 'vitest';
import { chatSuite } from './chat-suite.ts';
import { moneyCap } from './money-cap.ts';
import { redact } from './redact.ts';
import { asleep, settings } from './settings.ts';

// `ASHLAR_LIVE=1 pnpm test live`: the same code against AWS. What it records (test/live/cassettes, redacted) corrects the emulator.
if (asleep !== undefined) console.info(`test/live is ${asleep}`);

const cap = moneyCap(settings.usd);

describe.skipIf(asleep !== undefined)('live', () => {
  const connection = bedrock();
  afterAll(() => {
    connection.close();
    console.info(`The live suite spent ${cap.spentUsd()} of ${settings.usd} dollars.`);
  });

  describe(`${settings.chat}`, () => {
    chatSuite((name) => {
      const file = `test/live/cassettes/${name}.json`;
      const model = chatModel(settings.chat, { connection });
      return { model: cassette({ file, mode: 'record', redact })(model), cap };
    });

    it('is refused for an id that does not exist', async () => {
      const nobody = chatModel('amazon.no-such-model-v1:0', { connection });
      await expect(nobody.generate({ messages: [], maxTokens: 1 })).rejects.toMatchObject({
        code: expect.stringMatching(/^model\.(not-found|invalid-request|denied)$/),
      });
    });

    it('counts tokens', async () => {
      const model = chatModel(settings.chat, { connection });
      const message = { role: 'user', content: [{ type: 'text', text: 'Which stone?' }] } as const;
      expect(await model.countTokens?.({ messages: [message] })).toBeGreaterThan(0);
    });
  });

  describeEmbedderContract(settings.embedder, (): Embedder => {
    const inner = embedder(settings.embedder, { connection, concurrency: 4 });
    return {
      ...inner,
      embed: (items, how, context) => inner.embed(items, how, cap.within(context)),
    };
  });

  it(`${settings.reranker} puts what answers first`, async () => {
    const rerank = reranker({ model: settings.reranker, connection });
    const passages = ['Sand is loose.', 'Ashlar is finely dressed stone.', 'Bread is baked.'];
    const [best] = await rerank.rerank('What is ashlar?', passages, cap.within());
    expect(best?.index).toBe(1);
  });

  const [id = '', version = 'DRAFT'] = settings.guardrail?.split(':') ?? [];
  it.skipIf(id === '')(
    'a guardrail masks an address (ASHLAR_LIVE_GUARDRAIL=id:version)',
    async () => {
      const check = guardrail({ id, version, connection });
      const text = 'Write to ada@example.org.';
      const part = { part: { type: 'text', text }, origin: 'user', index: 0 } as const;
      const verdicts = await check.inspect([part], { ...cap.within(), stage: 'input' });
      expect(verdicts).toMatchObject([{ code: 'pii.email', span: { start: 9, end: 24 } }]);
    },
  );

  const base = settings.knowledgeBase;
  it.skipIf(base === undefined)(
    'a knowledge base finds passages (ASHLAR_LIVE_KNOWLEDGE_BASE=id)',
    async () => {
      const rights = { tenant: { shared: 'the live suite' } };
      const retriever = knowledgeBase({ id: base ?? '', connection, rights });
      const access = { unrestricted: 'the live suite' };
      const hits = await retriever.retrieve(
        { text: 'What is this about?', limit: 3 },
        access,
        cap.within(),
      );
      expect(hits.length).toBeGreaterThan(0);
      expect(hits.every(({ text, source }) => text !== '' && source !== '')).toBe(true);
    },
  );
});
