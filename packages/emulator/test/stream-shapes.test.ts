import type { JsonObject } from '@ashlar/core';
import { listRetriever } from '@ashlar/core/testing';
import { describe, expect, it } from 'vitest';
import type { OperationSpec } from '../src/server/operation.ts';
import { answerFaults } from './answer-shape.ts';
import { wordCheck } from './checks.ts';
import { echoModel } from './echo-model.ts';
import { post, serve } from './serve.ts';

const kb = 'KB12345678';
const modelArn = 'arn:aws:bedrock:eu-central-1::foundation-model/acme.chat-v1:0';
const chat = () =>
  echoModel(() => ({
    message: { role: 'assistant', content: [{ type: 'text', text: 'Stone [1].' }] },
  }));
const options = () => ({
  chat: chat(),
  retrievers: listRetriever([{ text: 'Of stone.', metadata: { year: 1 } }]),
  checks: [
    wordCheck('Stone', { action: 'flag', code: 'content.hate' }),
    wordCheck('hello', { action: 'mask', code: 'pii.name' }),
    wordCheck('x', { action: 'flag', code: 'grounding.x' }),
  ],
});
const guardrailConfig = {
  guardrailIdentifier: 'gr1',
  guardrailVersion: '1',
  trace: 'enabled_full',
};
const hello = { messages: [{ role: 'user', content: [{ text: 'hello' }] }], guardrailConfig };
const generate = {
  input: { text: 'stone' },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: { knowledgeBaseId: kb, modelArn },
  },
};
const agentic = {
  messages: [{ role: 'user', content: { text: 'stone' } }],
  retrievers: [{ configuration: { knowledgeBase: { knowledgeBaseId: kb } } }],
  agenticRetrieveConfiguration: {},
  generateResponse: true,
};

/** The frames of a stream as members of its union. */
function framesOf(bytes: Buffer): JsonObject[] {
  const frames: JsonObject[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const end = at + 12 + bytes.readUInt32BE(at + 4);
    const headers = bytes.subarray(at + 12, end);
    // Type 7, then two bytes of length.
    const value = headers.indexOf(':event-type') + ':event-type'.length + 3;
    const length = headers.readUInt16BE(value - 2);
    const type = headers.subarray(value, value + length).toString('latin1');
    const payload = bytes.subarray(end, at + bytes.readUInt32BE(at) - 4).toString('utf8');
    frames.push({ [type]: JSON.parse(payload) });
  }
  return frames;
}

describe('every event has the published shape', () => {
  it.each<[string, object, string, OperationSpec['service']]>([
    ['/model/m/converse-stream', hello, 'ConverseStreamOutput', 'runtime'],
    [
      '/retrieveAndGenerateStream',
      generate,
      'RetrieveAndGenerateStreamResponseOutput',
      'agent-runtime',
    ],
    ['/agenticRetrieveStream', agentic, 'AgenticRetrieveStreamResponseOutput', 'agent-runtime'],
  ])('%s', async (path, body, structure, service) => {
    const { running } = await serve(options());
    const answer = await fetch(`${running.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const frames = framesOf(Buffer.from(await answer.arrayBuffer()));
    expect(frames.length).toBeGreaterThan(2);
    for (const frame of frames) expect(answerFaults(frame, structure, service)).toEqual([]);
  });
});

it('Converse with everything that a guardrail says has the published shape', async () => {
  const { running } = await serve(options());
  const answer = await post(running.url, '/model/m/converse', hello);
  expect(answerFaults(answer.body as JsonObject, 'ConverseResponse', 'runtime')).toEqual([]);
});

it('the check of shapes finds what is wrong', () => {
  const wrong = { sessionId: 's', output: {}, novelty: 1 };
  expect(answerFaults(wrong, 'RetrieveAndGenerateResponse', 'agent-runtime')).toEqual([
    expect.stringContaining("'output.text'"),
    'unknown novelty',
  ]);
});
