import { describeChatModelContract } from '@ashlar/core/testing/vitest';
import { fromChatModel } from '../src/index.ts';
import { BackendModel } from './support/backend-model.ts';
import { overEmulator } from './support/over-emulator.ts';

describeChatModelContract(
  'fromChatModel(ChatBedrockConverse) over the wire',
  async (backend) => (await overEmulator(backend)).model,
  { otherPart: null },
);

describeChatModelContract(
  'fromChatModel of another integration',
  (backend) => fromChatModel(new BackendModel(backend), { id: 'backend' }),
  { otherPart: { type: 'other', vendor: 'langchain', raw: { type: 'odd', value: [1, null] } } },
);
