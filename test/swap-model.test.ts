import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bedrock, chatModel } from '@ashlar/bedrock';
import type { ChatModel } from '@ashlar/core';
import { scriptedModel } from '@ashlar/core/testing';
import { offlineModel, upstream } from '@ashlar/emulator';
import { memoryStore, openIndex, simpleRag } from '@ashlar/rag';
import { rules } from '@ashlar/rag/offline';
import { expect, test } from 'vitest';

const text = 'Ashlar is stone dressed so well that the blocks fit together without mortar.';
const quote = 'the blocks fit together without mortar';
const reply = {
  answerable: true,
  statements: [{ text: 'They fit without mortar.', citations: [{ passage: 1, quote }] }],
};

/** The code of an application: it never says which model answers. */
async function answerWith(model: ChatModel) {
  const index = await openIndex({ store: memoryStore() });
  const document = { source: 'stone.md', read: async () => new TextEncoder().encode(text) };
  await index.ingest([document], { tenant: 'acme' });
  const retriever = index.retriever();
  const principal = { tenant: 'acme', subject: 'ann', groups: [] };
  return simpleRag({ model, retriever })
    .run('How do the blocks of ashlar fit together?', { principal })
    .value();
}

function expectCited(answer: Awaited<ReturnType<typeof answerWith>>): void {
  expect(answer.citations.length).toBeGreaterThan(0);
  for (const { span, quote: quoted } of answer.citations) {
    expect(text.slice(span.start, span.end)).toBe(quoted);
  }
}

test('offline rules answer', async () => {
  expectCited(await answerWith(offlineModel({ rules })));
});

test('a script answers', async () => {
  expectCited(await answerWith(scriptedModel(() => ({ json: reply }))));
});

test('a model behind an OpenAI-compatible server answers', async () => {
  const server = createServer((request, response) => {
    request.resume();
    const message = { role: 'assistant', content: JSON.stringify(reply) };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        model: 'local',
        choices: [{ index: 0, message, finish_reason: 'stop' }],
        usage: { prompt_tokens: 10, completion_tokens: 10 },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expectCited(await answerWith(upstream({ url: `http://127.0.0.1:${port}/v1`, model: 'local' })));
  } finally {
    server.close();
  }
});

const live = process.env.ASHLAR_LIVE === '1';
test.skipIf(!live)(
  live
    ? 'a model on Amazon Bedrock answers'
    : 'a model on Amazon Bedrock answers (skipped: needs ASHLAR_LIVE=1 and an AWS account)',
  async () => {
    const id = process.env.ASHLAR_LIVE_MODEL ?? 'eu.amazon.nova-lite-v1:0';
    expectCited(await answerWith(chatModel(id, { connection: bedrock() })));
  },
);
