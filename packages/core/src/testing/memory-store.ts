import type { JournalLog, JournalStore } from '../journal.ts';
import type { Json } from '../json/json.ts';
import { never } from '../kernel/turn.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';

/**
 * What goes wrong at an append. `kill-before` and `kill-after`: the process dies when nothing, or everything, of it
 * was written, so the append and all later ones never settle. An error: the append fails and nothing is written.
 */
export type StoreFault = 'kill-before' | 'kill-after' | Error;

export interface MemoryStore extends JournalStore {
  /** Appends so far, over all runs, that of the beginning included. */
  readonly appends: number;
  /** A copy of what is recorded of a run. */
  records(runId: string): readonly Json[];
  /** Plans a fault for the n-th append, counted from 1. */
  failAt(append: number, fault: StoreFault): void;
  /** Resolves when a planned kill has happened. */
  readonly killed: Promise<void>;
  /** The next process: the same records, no faults, appends counted anew. Whoever still holds this store is dead to it. */
  restart(): MemoryStore;
}

/**
 * A journal store in memory that outlives simulated processes.
 *
 * @example
 * const store = memoryStore();
 * store.failAt(3, 'kill-before');
 * agent.run(input, { id: 'r', journal: storeJournal(store) });
 * await store.killed;
 * const value = await agent.run(input, { id: 'r', journal: storeJournal(store.restart()) }).value();
 */
export function memoryStore(): MemoryStore {
  return processOn(new Map());
}

function processOn(logs: Map<string, MemoryLog>): MemoryStore {
  const faults = new Map<number, StoreFault>();
  let appends = 0;
  let dead = false;
  let reportKill = (): void => {};
  const killed = new Promise<void>((resolve) => {
    reportKill = resolve;
  });

  function logOf(key: string): MemoryLog {
    const known = logs.get(key);
    if (known !== undefined) return known;
    const log = memoryLog();
    logs.set(key, log);
    return log;
  }

  async function append(
    log: MemoryLog,
    records: readonly unknown[],
    length: number,
  ): Promise<void> {
    if (dead) return never();
    appends += 1;
    const fault = faults.get(appends);
    if (fault instanceof Error) throw fault;
    if (fault !== undefined) dead = true;
    if (fault !== 'kill-before') await log.append(records, length);
    if (fault === undefined) return;
    reportKill();
    return never();
  }

  return {
    open({ runId, tenant = '' }): JournalLog {
      const log = logOf(JSON.stringify([tenant, runId]));
      return {
        read: () => (dead ? never() : log.read()),
        append: (records, length) => append(log, records, length),
      };
    },
    get appends() {
      return appends;
    },
    records(runId) {
      const key = [...logs.keys()].find((one) => (JSON.parse(one) as string[])[1] === runId);
      return key === undefined ? [] : logOf(key).records;
    },
    failAt(at, fault) {
      faults.set(at, fault);
    },
    killed,
    restart() {
      dead = true;
      return processOn(logs);
    },
  };
}
