import type { Clock, LogStore, Store } from '../store.ts';

/** Opens a fresh, empty store that tells the time by the given clock. The suite closes it. */
export type OpenStore = (now: Clock) => Promise<Store>;

/** Opens a fresh, empty store of logs. The suite closes it. */
export type OpenLogStore = () => Promise<LogStore>;

/** A clock that a test turns by hand. */
export interface HandClock {
  readonly now: Clock;
  advance(ms: number): void;
}

/** Opens a store for one test and closes it afterwards. */
export async function withStore(
  open: OpenStore,
  body: (store: Store, clock: HandClock) => Promise<void>,
): Promise<void> {
  let time = 1_700_000_000_000;
  const clock = {
    now: () => time,
    advance(ms: number) {
      time += ms;
    },
  };
  const store = await open(clock.now);
  await body(store, clock).finally(() => store.close());
}

/** Opens a store of logs for one test and closes it afterwards. */
export async function withLogs(
  open: OpenLogStore,
  body: (store: LogStore) => Promise<void>,
): Promise<void> {
  const store = await open();
  await body(store).finally(() => store.close());
}
