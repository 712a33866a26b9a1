import { type ChatRequest, type Part, user } from '@ashlar/core';
import { recordingContext, scriptedModel } from '@ashlar/core/testing';
import { FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { describe, expect, it } from 'vitest';
import { fromChatModel } from '../src/index.ts';
import { collectEvents } from './support/collect.ts';
import { converse, overEmulator, startBedrock } from './support/over-emulator.ts';

const tool = { name: 'search', description: 'Searches.', inputSchema: { type: 'object' } } as const;
const call: Part = { type: 'tool-call', id: 'a', name: 'search', input: {} };
const result: Part = { type: 'tool-result', callId: 'a', content: [{ type: 'text', text: 'x' }] };
const words: Part = { type: 'text', text: 'x' };

function said(part: Part, ...more: readonly Part[]): ChatRequest {
  return { messages: [user('Go.'), { role: 'assistant', content: [part, ...more] }, user('On.')] };
}

function asked(...parts: readonly Part[]): ChatRequest {
  return { messages: [user(parts)] };
}

const go = { messages: [user('Go.')] };

/** What LangChain cannot carry to Bedrock, with the words that name it. */
const cases: readonly (readonly [string, ChatRequest, RegExp])[] = [
  [
    'search results',
    asked({ type: 'search-result', source: 'a', title: 'A', content: ['x'] }),
    /search results/,
  ],
  [
    'documents to cite',
    asked(words, {
      type: 'document',
      name: 'a',
      format: 'txt',
      source: { text: 'x' },
      citations: true,
    }),
    /document that is to be cited/,
  ],
  [
    'citations of an earlier answer',
    said({ type: 'text', text: 'x', citations: [{ source: 'a' }] }),
    /citations of an earlier answer/,
  ],
  [
    'guarded content',
    asked({ type: 'other', vendor: 'bedrock', raw: { guardContent: { text: { text: 'x' } } } }),
    /vocabulary of bedrock \(guardContent\)/,
  ],
  [
    'blocks that it does not know itself',
    asked({ type: 'other', vendor: 'langchain', raw: { type: 'odd' } }),
    /vocabulary of langchain/,
  ],
  ['calls of server tools', said({ ...call, server: true }), /tools that the provider runs/],
  [
    'results of server tools',
    { messages: [user([{ ...result, server: true } as Part])] },
    /tools that the provider ran/,
  ],
  ['words after a call', said(call, words), /after a tool call/],
  ['words beside results', { messages: [user([result, words])] }, /text beside tool results/],
  ['inputs that are no object', said({ ...call, input: '{"a' }), /no JSON object/],
  ['signatures without reasoning', said({ type: 'reasoning', signature: 'c2ln' }), /reasoning/],
  [
    'images in what the developer says',
    {
      messages: [
        {
          role: 'system',
          content: [{ type: 'image', format: 'png', source: { base64: 'iVBORw0KGgo=' } }],
        },
        user('Go.'),
      ],
    },
    /image in a system message/,
  ],
  ['strict tools', { ...go, tools: [{ ...tool, strict: true }] }, /strict \(of the tool search\)/],
  ['output schemas', { ...go, output: { schema: { type: 'object' } } }, /output schema/],
  ['effort', { ...go, effort: 'high' }, /effort/],
  [
    'options that ChatBedrockConverse drops',
    { ...go, vendor: { langchain: { promptVariables: {} } } },
    /promptVariables/,
  ],
  [
    'options that are made from the request',
    { ...go, vendor: { langchain: { tool_choice: 'any' } } },
    /tool_choice/,
  ],
];

describe('what LangChain cannot carry', () => {
  it.each(cases)('refuses %s before anything is sent or reserved', async (_, request, named) => {
    const { model, bedrock } = await overEmulator(scriptedModel(() => 'never'));
    const context = recordingContext();
    const wanted = { code: 'model.unsupported', message: expect.stringMatching(named) };
    await expect(model.generate(request, context)).rejects.toMatchObject(wanted);
    await expect(collectEvents(model.stream(request, context))).rejects.toMatchObject(wanted);
    expect(bedrock.requests).toEqual([]);
    expect(context.reservations).toEqual([]);
  });

  it('refuses limits and sampling where the model is ready-made, and gives nothing back to pay', async () => {
    const { client, bedrock } = await startBedrock({ chat: scriptedModel(() => 'never') });
    const model = fromChatModel(converse(client));
    for (const settings of [{ maxTokens: 5 }, { temperature: 0 }, { topP: 0.5 }]) {
      const [feature = ''] = Object.keys(settings);
      await expect(model.generate({ ...go, ...settings })).rejects.toMatchObject({
        code: 'model.unsupported',
        facts: { feature: `${feature} of a request` },
        message: expect.stringContaining('fromChatModel(('),
      });
    }
    expect(bedrock.requests).toEqual([]);
  });

  it('refuses a choice of tools that ChatBedrockConverse has no list for', async () => {
    const { client } = await startBedrock({ chat: scriptedModel(() => 'never') });
    const model = fromChatModel(converse(client, { model: 'qwen.qwen3-v1:0' } as object));
    expect(model.info.features).not.toContain('tool-choice');
    const request = { ...go, tools: [tool], toolChoice: 'any' } as const;
    await expect(model.generate(request)).rejects.toThrow('supportsToolChoiceValues');
  });

  it('refuses options that the constructor of the model would beat', async () => {
    const { client } = await startBedrock({ chat: scriptedModel(() => 'never') });
    const own = { additionalModelRequestFields: { top_k: 1 } };
    const model = fromChatModel(converse(client, own as object));
    const vendor = { langchain: { additionalModelRequestFields: { top_k: 5 } } };
    await expect(model.generate({ ...go, vendor })).rejects.toThrow('which wins');
  });
});

describe('retries inside', () => {
  it('are refused where LangChain owns them', () => {
    const model = new FakeStreamingChatModel({ responses: [] });
    expect(() => fromChatModel(model)).toThrow(
      expect.objectContaining({
        code: 'langchain.retries',
        facts: expect.objectContaining({ retries: 6 }),
      }),
    );
    expect(fromChatModel(model, { retriesInside: true }).id).toBe('fake');
  });

  it('are refused where the client of AWS owns them, before anything is sent', async () => {
    const { client, bedrock } = await startBedrock({ chat: scriptedModel(() => 'never') });
    client.config.maxAttempts = async () => 3;
    const model = fromChatModel(converse(client));
    await expect(model.generate(go)).rejects.toMatchObject({
      code: 'langchain.retries',
      facts: { where: 'its client', retries: 2 },
    });
    expect(bedrock.requests).toEqual([]);
  });
});
