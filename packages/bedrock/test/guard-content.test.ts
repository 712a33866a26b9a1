import { assistant, type Part, system, user } from '@ashlar/core';
import { expect, it } from 'vitest';
import { chatModel } from '../src/index.ts';
import { collect } from './support/collect.ts';
import { answer, frames, hello } from './support/replies.ts';
import { startServer } from './support/server.ts';

const passage: Part = { type: 'text', text: 'A passage.', label: { origin: 'retrieval' } };
const messages = [
  system('Be brief.'),
  user([passage, 'Is it true?']),
  assistant('Yes.'),
  user('Why?'),
];

it('tags what the guardrail should look at, by where it comes from', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const model = chatModel('m', {
    connection: server.connect(),
    bedrock: { guardedOrigins: ['user', 'retrieval'] },
  });
  await model.generate({ messages });
  const guarded = (text: string, about: string) => ({
    guardContent: { text: { text, qualifiers: [about, 'guard_content'] } },
  });
  expect(server.received[0]?.body).toMatchObject({
    system: [{ text: 'Be brief.' }],
    messages: [
      { content: [guarded('A passage.', 'grounding_source'), guarded('Is it true?', 'query')] },
      { content: [{ text: 'Yes.' }] },
      { content: [guarded('Why?', 'query')] },
    ],
  });
});

it('tags system messages when asked to, and nothing by default', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const connection = server.connect();
  await chatModel('m', { connection }).generate({ messages });
  expect(JSON.stringify(server.received[0]?.body)).not.toContain('guardContent');
  const bedrock = { guardedOrigins: ['system'] } as const;
  await chatModel('m', { connection, bedrock }).generate({ messages });
  expect(server.received[1]?.body.system).toEqual([
    { guardContent: { text: { text: 'Be brief.', qualifiers: ['guard_content'] } } },
  ]);
});

it.each(['sync', 'async'] as const)(
  'has a stream checked in %s mode, with its trace',
  async (mode) => {
    const server = await startServer();
    server.reply(frames(hello));
    const guardrailConfig = {
      guardrailIdentifier: 'g',
      guardrailVersion: '1',
      trace: 'enabled_full',
      streamProcessingMode: mode,
    } as const;
    const model = chatModel('m', { connection: server.connect(), bedrock: { guardrailConfig } });
    await collect(model.stream({ messages: [user('Hi')] }));
    expect(server.received[0]?.body.guardrailConfig).toEqual(guardrailConfig);
  },
);

it('tags JSON and images too, and refuses what would slip past', async () => {
  const server = await startServer();
  server.reply(answer([{ text: 'yes' }]));
  const connection = server.connect();
  const model = chatModel('m', { connection, bedrock: { guardedOrigins: ['user'] } });
  const source = { base64: 'aGk=' };
  await model.generate({
    messages: [
      user([
        { type: 'json', value: { a: 1 } },
        { type: 'image', format: 'image/jpg', source },
        { type: 'image', format: 'webp', source, label: { origin: 'developer' } },
      ]),
    ],
  });
  expect(server.body().messages[0].content).toEqual([
    { guardContent: { text: { text: '{"a":1}', qualifiers: ['query', 'guard_content'] } } },
    { guardContent: { image: { format: 'jpeg', source: { bytes: 'aGk=' } } } },
    { image: { format: 'webp', source: { bytes: 'aGk=' } } },
  ]);
  for (const part of [
    { type: 'image', format: 'webp', source },
    { type: 'document', name: 'a', format: 'pdf', source },
    { type: 'search-result', source: 's', title: 't', content: ['x'] },
  ] as const) {
    await expect(model.generate({ messages: [user(['Hi', part])] })).rejects.toMatchObject({
      code: 'model.invalid-request',
      message: expect.stringContaining(`cannot cover a part of type ${part.type}`),
    });
  }
  expect(server.received).toHaveLength(1);
});
