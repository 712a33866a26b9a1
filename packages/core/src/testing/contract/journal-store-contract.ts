import type { JournalLog, JournalStore } from '../../journal.ts';
import { storeJournal } from '../../kernel/store-journal.ts';
import { pattern } from '../../runtime.ts';
import { claim, claimEqual } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

export interface OpenedJournalStore {
  readonly store: JournalStore;
  /** The same records as another process opens them. @default the same store */
  reopen?(): JournalStore | Promise<JournalStore>;
  close?(): Promise<void> | void;
}

export type OpenJournalStore = () => OpenedJournalStore | Promise<OpenedJournalStore>;

const RECORDS = [{ text: 'Größe 石 🧱 \n"' }, [1, 2.5, -0.000001, null], 'plain', true];

/** What a store must do so that runs can be recorded in it and go on after a crash. */
export function journalStoreContract(open: OpenJournalStore): readonly ContractCheck[] {
  const on = (check: (opened: OpenedJournalStore) => Promise<void>) => async () => {
    const opened = await open();
    try {
      await within(check(opened), 'the store');
    } finally {
      await opened.close?.();
    }
  };
  const at = { runId: 'run-1', tenant: 'acme', subject: 'ann' };

  return [
    {
      name: 'is empty before the first record',
      run: on(async ({ store }) => claimEqual(await (await store.open(at)).read(), [], 'the log')),
    },
    {
      name: 'gives records back as they were, in order, over several appends',
      run: on(async ({ store }) => {
        const log = await store.open(at);
        await log.append(RECORDS.slice(0, 2), 0);
        await log.append(RECORDS.slice(2), 2);
        claimEqual(await log.read(), RECORDS, 'the log');
        claimEqual(await (await store.open(at)).read(), RECORDS, 'the log, opened again');
      }),
    },
    {
      name: 'appends only at the expected length, and else nothing',
      run: on(async ({ store }) => {
        const log = await store.open(at);
        await log.append(['a'], 0);
        for (const length of [0, 2]) await claimConflict(log.append(['b', 'c'], length));
        claimEqual(await log.read(), ['a'], 'the log');
      }),
    },
    {
      name: 'lets one of two writers win, and tells the other with storage.conflict',
      run: on(async ({ store }) => {
        const logs: JournalLog[] = [await store.open(at), await store.open(at)];
        const ends = await Promise.allSettled(logs.map((log, index) => log.append([index], 0)));
        const lost = ends.filter((end) => end.status === 'rejected');
        claimEqual(lost.length, 1, 'the number of writers that lost');
        for (const end of lost) await claimConflict(Promise.reject(end.reason));
        claimEqual((await logs[0]?.read())?.length, 1, 'the number of records');
      }),
    },
    {
      name: 'keeps records for the next process',
      run: on(async ({ store, reopen }) => {
        await (await store.open(at)).append(RECORDS, 0);
        const next = (await reopen?.()) ?? store;
        const log = await next.open(at);
        claimEqual(await log.read(), RECORDS, 'the log');
        await log.append(['more'], RECORDS.length);
      }),
    },
    {
      name: 'keeps runs and tenants apart',
      run: on(async ({ store }) => {
        await (await store.open(at)).append(['a'], 0);
        for (const other of [
          { ...at, runId: 'run-2' },
          { ...at, runId: 'run-1/x' },
          { ...at, tenant: 'other' },
        ]) {
          claimEqual(
            await (await store.open(other)).read(),
            [],
            `the log of ${JSON.stringify(other)}`,
          );
        }
      }),
    },
    {
      name: 'carries a run that is resumed, and stops the second of two live ones',
      run: on(async ({ store, reopen }) => {
        let done = 0;
        const agent = pattern({ name: 'counting', version: '1' }, async (_: null, scope) => {
          const first = await scope.step('first', () => ++done);
          return first + (await scope.step('second', () => ++done));
        });
        const options = { id: 'run-1', journal: storeJournal(store) };
        const ends = await Promise.all([
          agent.run(null, options).outcome,
          agent.run(null, options).outcome,
        ]);
        const won = ends.filter((end) => end.status === 'completed').length;
        claim(won >= 1, `one of two live runs should complete: ${ends.map((end) => end.status)}`);
        const lost = ends.filter((end) => end.status === 'failed').map(({ error }) => error.code);
        claim(
          lost.every((code) => code === 'journal.lost'),
          `the other ended with ${lost}`,
        );
        const before = done;
        const journal = storeJournal((await reopen?.()) ?? store);
        const again = await agent.run(null, { ...options, journal }).value();
        claimEqual(done, before, 'the number of steps after a replay');
        claim(Number.isInteger(again), 'a replay should give the value');
      }),
    },
  ];
}

async function claimConflict(append: Promise<unknown>): Promise<void> {
  const error: unknown = await append.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const code = (error as { code?: unknown } | undefined)?.code;
  claimEqual(code, 'storage.conflict', 'the code of the error of the append that lost');
}
