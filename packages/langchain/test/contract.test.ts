import { describeChatModelContract } from '@ashlar/core/testing/vitest';
import { overEmulator } from './support/over-emulator.ts';

describeChatModelContract(
  'fromChatModel(ChatBedrockConverse) over the wire',
  async (backend) => (await overEmulator(backend)).model,
  { otherPart: null },
);
