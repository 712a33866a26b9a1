import { user } from '@ashlar/core';
import {
  describeMemoryContract,
  describeTenantIsolationContract,
} from '@ashlar/core/testing/vitest';
import {
  compactor,
  extractFacts,
  lastTurns,
  pastTurns,
  runningSummary,
  storeFacts,
  summariseConversation,
  type ThreadMemory,
  threadMemory,
  tokenWindow,
  typedFacts,
} from '@ashlar/memory';
import { extractByRule, summariseByRule } from '@ashlar/memory/offline';
import type { Store } from '@ashlar/storage';
import { afterAll, beforeAll, describe } from 'vitest';
import { type RunningStores, storeKinds } from './stores.ts';

const policies: Record<string, (store: Store) => ThreadMemory> = {
  everything: (store) => threadMemory({ store }),
  'last turns': (store) => threadMemory({ store, window: lastTurns({ most: 16, keep: 12 }) }),
  'summary, facts and recall in a token window': (store) =>
    threadMemory({
      store,
      window: tokenWindow({ maxTokens: 2000, keepTokens: 1600 }),
      compactor: compactor({
        digests: [
          runningSummary({ by: summariseConversation.by(summariseByRule) }),
          typedFacts({ by: extractFacts.by(extractByRule), facts: storeFacts(store) }),
        ],
      }),
      recall: pastTurns(),
      ttlMs: 600_000,
    }),
};

describe.each(storeKinds)('$kind', ({ there, start }) => {
  describe.skipIf(!there)('as a store of conversations', () => {
    let stores: RunningStores;
    let opened = 0;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());

    for (const [name, policy] of Object.entries(policies)) {
      const verbatim = name === 'everything';
      const open = async () => {
        opened += 1;
        const names = [`m${opened}`, `m${opened}`] as const;
        const [first, second] = [await stores.open(names[0]), await stores.open(names[1])];
        return {
          memory: policy(first),
          reopen: () => policy(second),
          close: async () => {
            await first.close();
            await second.close();
          },
        };
      };
      describeMemoryContract(name, open, { verbatim });
      describeTenantIsolationContract(name, async () => {
        const { memory, close } = await open();
        return {
          write: (principal, id, text) => memory.append({ id, principal }, [user(text)]),
          read: async (principal, id) => [
            await memory.load({ id, principal }, { query: 'the secret of acme' }),
            await (memory as ThreadMemory).export(principal),
          ],
          forget: (principal) => memory.forget(principal),
          close,
        };
      });
    }
  });
});
