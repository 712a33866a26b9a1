import type { JournalLog, JournalStore } from '@ashlar/core';
import { journalStoreContract, memoryLog, memoryStore } from '@ashlar/core/testing';
import { describeJournalStoreContract } from '@ashlar/core/testing/vitest';
import { describe, expect, it } from 'vitest';
import { failures } from './failures.ts';

describeJournalStoreContract('memoryStore', () => {
  const store = memoryStore();
  return { store, reopen: () => store.restart() };
});

/** A store with a log per run, changed for the worse. */
const broken = (change: (log: JournalLog) => JournalLog) => () => {
  const store = memoryStore();
  const worse: JournalStore = { open: async (address) => change(await store.open(address)) };
  return { store: worse, reopen: () => ({ open: worse.open }) };
};

const unconditional = (): JournalStore => {
  const logs = new Map<string, unknown[]>();
  return {
    open({ runId, tenant }) {
      const records = logs.get(`${tenant}/${runId}`) ?? [];
      logs.set(`${tenant}/${runId}`, records);
      return {
        read: async () => records,
        append: async (added) => void records.push(...added),
      };
    },
  };
};

describe('the contract of journal stores bites on', () => {
  it('appends that ignore the expected length', async () => {
    expect(await failures(journalStoreContract(() => ({ store: unconditional() })))).toEqual(
      expect.arrayContaining([
        'appends only at the expected length, and else nothing',
        'lets one of two writers win, and tells the other with storage.conflict',
      ]),
    );
  });

  it('a conflict without its code', async () => {
    const open = broken((log) => ({
      ...log,
      append: (records, length) =>
        log.append(records, length).catch(() => {
          throw new Error('version mismatch');
        }),
    }));
    expect(await failures(journalStoreContract(open))).toContain(
      'appends only at the expected length, and else nothing',
    );
  });

  it('records that come back in another order', async () => {
    const open = broken((log) => ({
      ...log,
      read: async () => (await log.read()).toReversed(),
    }));
    expect(await failures(journalStoreContract(open))).toContain(
      'gives records back as they were, in order, over several appends',
    );
  });

  it('a store that forgets when it is closed', async () => {
    const open = () => ({ store: memoryStore(), reopen: () => memoryStore() });
    expect(await failures(journalStoreContract(open))).toContain(
      'keeps records for the next process',
    );
  });

  it('one log for all', async () => {
    const open = () => {
      const log = memoryLog();
      return { store: { open: () => log } };
    };
    expect(await failures(journalStoreContract(open))).toContain('keeps runs and tenants apart');
  });
});
