import {
  assistant,
  type Message,
  type Part,
  system,
  type ToolDefinition,
  user,
  validateHistory,
} from '@ashlar/core';
import { expect, test } from 'vitest';

const tools: readonly ToolDefinition[] = [{ name: 't', description: '', inputSchema: {} }];
const call = (id: string, server = false): Part => ({
  type: 'tool-call',
  id,
  name: 't',
  input: {},
  ...(server ? { server } : {}),
});
const result = (callId: string, server = false): Part => ({
  type: 'tool-result',
  callId,
  content: [{ type: 'text', text: 'x' }],
  ...(server ? { server } : {}),
});

test.each<[string, readonly Message[]]>([
  ['one question', [user('a')]],
  ['instructions, wherever they stand', [system('s'), user('a'), system('s'), assistant('b')]],
  ['a conversation that ends with the model, to be continued', [user('a'), assistant('b')]],
  [
    'calls that are answered',
    [user('a'), assistant([call('1'), call('2')]), user([result('2'), result('1')])],
  ],
  ['results with a text', [user('a'), assistant([call('1')]), user([result('1'), 'and?'])]],
  [
    'calls that the provider ran itself',
    [user('a'), assistant([call('1', true), result('1', true), 'b']), user('c')],
  ],
  [
    'the same id in two turns',
    [
      user('a'),
      assistant([call('1')]),
      user([result('1')]),
      assistant([call('1')]),
      user([result('1')]),
    ],
  ],
])('%s can be sent', (_name, messages) => {
  expect(() => validateHistory({ messages, tools })).not.toThrow();
});

test.each<[string, readonly Message[], number, RegExp]>([
  ['nothing', [], 0, /no user message/],
  ['instructions alone', [system('s')], 0, /no user message/],
  [
    'a conversation that the model begins',
    [assistant('b'), user('a')],
    0,
    /must begin with the user/,
  ],
  ['two users in a row', [user('a'), user('b')], 1, /two user messages follow each other/],
  ['two with instructions between', [user('a'), system('s'), user('b')], 2, /two user messages/],
  ['a message without content', [user('a'), assistant([]), user('b')], 1, /no content/],
  [
    'a call without its result',
    [user('a'), assistant([call('1')]), user('b')],
    2,
    /call 1 .* has no result/,
  ],
  [
    'one of two results',
    [user('a'), assistant([call('1'), call('2')]), user([result('1')])],
    2,
    /call 2/,
  ],
  ['a call at the end', [user('a'), assistant([call('1')])], 1, /call 1 has no result/],
  ['a result of nothing', [user([result('1')])], 0, /answers 1, which/],
  [
    'a result that comes late',
    [user('a'), assistant([call('1')]), user([result('1')]), assistant('b'), user([result('1')])],
    4,
    /answers 1/,
  ],
  [
    'two results of one call',
    [user('a'), assistant([call('1')]), user([result('1'), result('1')])],
    2,
    /answered twice/,
  ],
])('%s is refused with its place and what is wrong', (_name, messages, index, problem) => {
  expect(() => validateHistory({ messages, tools })).toThrow(
    expect.objectContaining({
      code: 'history.invalid',
      facts: { index, problem: expect.stringMatching(problem) },
    }),
  );
});

test.each([{}, { tools: [] }])('tool parts without tools are refused: %o', (without) => {
  const messages = [user('a'), assistant([call('1')]), user([result('1')])];
  expect(() => validateHistory({ messages, ...without })).toThrow(/defines no tools/);
});
