import { describeChatModelContract } from '@ashlar/core/testing/vitest';
import { chatModel } from '../src/index.ts';
import { backendReply } from './support/backend-reply.ts';
import { startServer } from './support/server.ts';

for (const protocol of ['http/1.1', 'h2c'] as const) {
  describeChatModelContract(
    `chatModel over the wire, ${protocol}`,
    async (backend) => {
      const server = await startServer(protocol);
      server.reply(backendReply(backend));
      return chatModel('amazon.nova-lite-v1:0', { connection: server.connect() });
    },
    { otherPart: { type: 'other', vendor: 'bedrock', raw: { hologram: { odd: [1, null] } } } },
  );
}
