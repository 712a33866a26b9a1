import type { IndexStore } from '../index/store.ts';

/** A store with nothing in it, not yet opened. */
export interface OpenedIndexStore {
  readonly store: IndexStore;
  /** Another store on the same data, as another process would have it. Absent: the data is gone with the store. */
  again?(): IndexStore;
  /** Removes what was made. The suite closes the stores itself. */
  remove?(): Promise<void> | void;
}

export type OpenIndexStore = () => OpenedIndexStore | Promise<OpenedIndexStore>;

/** Runs a body on a store of its own, and cleans up. */
export async function withIndexStore(
  open: OpenIndexStore,
  body: (store: IndexStore, again: (() => IndexStore) | undefined) => Promise<void>,
): Promise<void> {
  const opened = await open();
  const stores = [opened.store];
  const again = opened.again?.bind(opened);
  try {
    await body(
      opened.store,
      again &&
        (() => {
          const store = again();
          stores.push(store);
          return store;
        }),
    );
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    await opened.remove?.();
  }
}
