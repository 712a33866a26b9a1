import type { Principal } from '@ashlar/core';
import { isStorageError, type Json, type Store } from '@ashlar/storage';
import { somebody, wholeOption } from './errors.ts';
import type { Fact } from './fact.ts';
import { holds, reconcileFacts } from './reconcile-facts.ts';

type Owner = Pick<Principal, 'tenant' | 'subject'>;

/** The facts about people, over all their conversations. */
export interface Facts {
  /** All facts of a subject, superseded ones too, in the order in which they were learnt. */
  list(owner: Owner): Promise<readonly Fact[]>;
  /** Adds facts under the rule of `reconcileFacts` and resolves to all there are now. */
  learn(owner: Owner, found: readonly Fact[]): Promise<readonly Fact[]>;
  /** Removes one fact, for a person who does not want it kept; resolves to whether it was there. */
  remove(owner: Owner, id: string): Promise<boolean>;
}

/** How many and how long. */
export interface StoreFactsOptions {
  /** How many facts a subject may have; superseded ones leave first, then those that the user did not say. Default 500. */
  readonly most?: number;
  /** Milliseconds from the last fact learnt until all of a subject's are gone. Default: until they are erased. */
  readonly ttlMs?: number;
}

/** Facts in a store, one value a subject; `store.erase` removes them. Who learns at the same time loses nothing. */
export function storeFacts(
  store: Pick<Store, 'values'>,
  { most = 500, ttlMs }: StoreFactsOptions = {},
): Facts {
  wholeOption('most', most, 1);
  const keyOf = ({ tenant, subject }: Owner) => ({ tenant, subject, path: ['memory-facts'] });

  async function read(owner: Owner) {
    const entry = await store.values.get(keyOf(somebody(owner)));
    return { facts: (entry?.value ?? []) as unknown as readonly Fact[], version: entry?.version };
  }
  /** Reads, changes and writes, until nobody else wrote in between. */
  async function change(
    owner: Owner,
    to: (facts: readonly Fact[]) => readonly Fact[],
  ): Promise<readonly Fact[]> {
    for (;;) {
      const { facts, version = null } = await read(owner);
      const next = fitting(to(facts), most);
      if (next.length === facts.length && next.every((fact, i) => fact === facts[i])) return facts;
      try {
        const options = { ifVersion: version, ...(ttlMs !== undefined && { ttlMs }) };
        await store.values.put(keyOf(owner), next as unknown as Json, options);
        return next;
      } catch (error) {
        if (!isStorageError(error) || error.code !== 'storage.conflict') throw error;
      }
    }
  }
  return {
    list: async (owner) => (await read(owner)).facts,
    learn: (owner, found) => change(owner, (facts) => reconcileFacts(facts, found)),
    async remove(owner, id) {
      let there = false;
      await change(owner, (facts) => {
        there = facts.some((fact) => fact.id === id);
        return facts.filter((fact) => fact.id !== id);
      });
      return there;
    },
  };
}

// What a tool or a document told must not push out what the user said.
function fitting(facts: readonly Fact[], most: number): readonly Fact[] {
  if (facts.length <= most) return facts;
  const leaving = [
    ...facts.filter((fact) => !holds(fact)),
    ...facts.filter((fact) => holds(fact) && !fact.explicit),
    ...facts.filter((fact) => holds(fact) && fact.explicit),
  ];
  const gone = new Set(leaving.slice(0, facts.length - most));
  return facts.filter((fact) => !gone.has(fact));
}
