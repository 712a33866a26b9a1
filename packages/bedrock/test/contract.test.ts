import { describeChatModelContract } from '@ashlar/core/testing/vitest';
import { chatModel } from '../src/index.ts';
import { backendReply } from './support/backend-reply.ts';
import { startServer } from './support/server.ts';

describeChatModelContract(
  'chatModel over the wire',
  async (backend) => {
    const server = await startServer();
    server.reply(backendReply(backend));
    return chatModel('amazon.nova-lite-v1:0', { connection: server.connect() });
  },
  { otherPart: { type: 'other', vendor: 'bedrock', raw: { hologram: { odd: [1, null] } } } },
);
