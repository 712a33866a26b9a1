import { describeAgentContract } from '@ashlar/core/testing/vitest';
import { agenticRetrieval, retrieveAndGenerate } from '../../src/knowledge/index.ts';
import { event } from '../support/frame.ts';
import { frames, json } from '../support/replies.ts';
import { startServer } from '../support/server.ts';

const principal = { tenant: 'acme', subject: 'ada', groups: [] };
const rights = { tenant: 'acme' };
const input = 'How long is a sprint?';
const text = 'A sprint takes two weeks.';

describeAgentContract('retrieveAndGenerate over the wire', async () => {
  const server = await startServer();
  const citation = {
    generatedResponsePart: { textResponsePart: { text, span: { start: 0, end: 24 } } },
    retrievedReferences: [{ content: { text } }],
  };
  server.reply(json(200, { sessionId: 's', output: { text }, citations: [citation] }));
  const connection = server.connect();
  const agent = retrieveAndGenerate({
    id: 'KB1',
    model: 'amazon.nova-lite-v1:0',
    connection,
    rights,
    usdPerAnswer: 0.01,
  });
  return { agent, input, options: { principal } };
});

describeAgentContract('agenticRetrieval over the wire', async () => {
  const server = await startServer();
  const generatedResponse = { answer: text, citations: [] };
  server.reply(frames([event('result', { results: [], generatedResponse })]));
  const agent = agenticRetrieval({
    connection: server.connect(),
    sources: [{ id: 'KB1', description: 'The handbook', rights }],
    usdPerAnswer: 0.01,
  });
  return { agent, input, options: { principal } };
});
