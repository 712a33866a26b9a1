import { assistant, type Message, user } from '@ashlar/core';
import {
  compactor,
  runningSummary,
  summariseConversation,
  type ThreadMemory,
  threadMemory,
  tokenWindow,
} from '@ashlar/memory';
import { summariseByRule } from '@ashlar/memory/offline';
import { type Store, storeArchive } from '@ashlar/storage';

/** The thread that parents and children share. */
export const thread = {
  id: 'shared',
  principal: { tenant: 'acme', subject: 'ann', groups: [] },
};

/** A memory that condenses every few turns. */
export function summarised(store: Store): ThreadMemory {
  return threadMemory({
    store,
    window: tokenWindow({ maxTokens: 300 }),
    compactor: compactor({
      digests: [runningSummary({ by: summariseConversation.by(summariseByRule) })],
      archive: storeArchive(store),
    }),
  });
}

export function turnOf(turn: number): readonly Message[] {
  return [user(`Question number ${turn}, which is rather long.`), assistant(`Answer ${turn}.`)];
}
