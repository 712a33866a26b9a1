import { describe, expect, it } from 'vitest';
import { assistant, user } from '../../src/build-message.ts';
import type { ChatRequest } from '../../src/chat.ts';
import { converse } from '../../src/kernel/conversation.ts';
import { digestRequest as digestOf } from '../../src/kernel/digest.ts';
import type { Message } from '../../src/message.ts';

const turns = [user('One?'), assistant('1'), user('Two?'), assistant('2'), user('Three?')];
const digestRequest = (model: string, request: ChatRequest, speaker: object) =>
  digestOf(model, request, converse(speaker, request.messages));
const fresh = (messages: readonly Message[]) => digestRequest('m', { messages }, {}).messages;

describe('the digest of a conversation that grows', () => {
  it('is the same as if it were read for the first time', () => {
    const speaker = {};
    for (const length of [1, 3, 5]) {
      const messages = turns.slice(0, length);
      expect(digestRequest('m', { messages }, speaker).messages).toBe(fresh(messages));
    }
  });

  it('sees that a list was appended to, cut, or changed in the middle', () => {
    const speaker = {};
    const list: Message[] = turns.slice(0, 3);
    const digest = () => digestRequest('m', { messages: list }, speaker).messages;
    expect(digest()).toBe(fresh(turns.slice(0, 3)));
    list.push(assistant('2'), user('Three?'));
    expect(digest()).toBe(fresh(turns));
    list[1] = assistant('uno');
    expect(digest()).not.toBe(fresh(turns));
    list.length = 1;
    expect(digest()).toBe(fresh(turns.slice(0, 1)));
  });

  it('sees a message that somebody changed, where it is not frozen', () => {
    const speaker = {};
    const content = [{ type: 'text' as const, text: 'One?' }];
    const messages: Message[] = [{ role: 'user', content }];
    const before = digestRequest('m', { messages }, speaker).messages;
    content[0] = { type: 'text', text: 'Two?' };
    expect(digestRequest('m', { messages }, speaker).messages).not.toBe(before);
  });

  it('refuses what does not fit to the turns before, and tools that are no longer defined', () => {
    const speaker = {};
    const tools = [{ name: 't', description: 'T', inputSchema: {} }];
    const asked = assistant({ type: 'tool-call', id: 'a', name: 't', input: {} });
    const answered = user({ type: 'tool-result', callId: 'a', content: [] });
    const used = [user('Use it.'), asked, answered];
    digestRequest('m', { messages: used, tools }, speaker);
    const ask = (more: readonly Message[], defined: typeof tools | undefined = tools) => {
      const request = { messages: [...used, ...more], ...(defined && { tools: defined }) };
      return () => digestRequest('m', request, speaker);
    };
    expect(ask([user('And?')])).toThrow('two user messages');
    expect(ask([asked])).toThrow('has no result');
    expect(ask([assistant('Done.')], [])).toThrow('Message 1 cannot be sent: it has tool parts');
    expect(ask([assistant('Done.')])).not.toThrow();
  });
});
