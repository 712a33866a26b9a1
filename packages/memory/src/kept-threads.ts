import type { Principal } from '@ashlar/core';
import type { Store } from '@ashlar/storage';
import {
  type KeptThread,
  type PlacedTurn,
  placedTurn,
  type ThreadState,
  threadsPath,
} from './thread-log.ts';

/** All threads of a subject, or one of them, with everything in them. Reads it all. */
export async function keptThreads(
  store: Pick<Store, 'values'>,
  { tenant, subject }: Pick<Principal, 'tenant' | 'subject'>,
  only?: string,
): Promise<readonly KeptThread[]> {
  const path = [...threadsPath, ...(only === undefined ? [] : [only])];
  const threads = new Map<string, { turns: PlacedTurn[]; state?: ThreadState }>();
  let after: string | undefined;
  do {
    const options = { limit: 1000, ...(after !== undefined && { after }) };
    const page = await store.values.list({ tenant, subject, path }, options);
    for (const entry of page.entries) {
      const [, id = '', what] = entry.key.path;
      const thread = threads.get(id) ?? { turns: [] };
      threads.set(id, thread);
      if (what === 'turn') thread.turns.push(placedTurn(entry.key, entry));
      if (what === 'state') thread.state = entry.value as unknown as ThreadState;
    }
    after = page.next;
  } while (after !== undefined);
  return [...threads].map(([id, thread]) => ({ id, ...thread }));
}
