import { textOf, toolCallsOf } from '@ashlar/core';
import { hashEmbedder, scriptedModel } from '@ashlar/core/testing';
import type { EmulatorOptions } from '@ashlar/emulator';
import { throttle } from '@ashlar/emulator';

/** What the models say that peers ask. */
export const said = 'Ashlar is finely dressed stone, laid in courses that show.';
export const priced = 'They cost: 2 ashlar: 24 euros';

/** A model that answers, one that asks for a tool first, one that throttles its first request. */
export const engine: EmulatorOptions = {
  chat: {
    'peer.plain-v1:0': scriptedModel(() => ({ text: said, usage: { outputTokens: 17 } })),
    'peer.throttled-v1:0': scriptedModel(() => said),
    'peer.tools-v1:0': scriptedModel(({ messages }) => {
      const last = messages.at(-1);
      const result = last?.content.find((part) => part.type === 'tool-result');
      if (result === undefined) {
        const input = { stone: 'ashlar', count: 2 };
        return { text: 'Let me look.', calls: [{ id: 'call_1', name: 'price_of', input }] };
      }
      const before = messages.at(-2);
      const [call] = before === undefined ? [] : toolCallsOf(before);
      if (call?.id !== result.callId) throw new Error(`${result.callId} was never asked for.`);
      return `They cost: ${textOf({ role: 'user', content: result.content })}`;
    }),
  },
  embedder: (_id, { dimensions }) => hashEmbedder(dimensions ?? 1024),
  faults: [{ model: 'peer.throttled-v1:0', request: 1, fault: throttle({ retryAfterSeconds: 1 }) }],
};
