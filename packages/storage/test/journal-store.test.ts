import { createRuntime, pattern, storeJournal } from '@ashlar/core';
import { expect, test } from 'vitest';
import { journalStore, memoryStore } from '../src/index.ts';

const ann = { tenant: 'acme', subject: 'ann', groups: [] };

test('a run is recorded under its tenant and subject and replayed from there', async () => {
  const store = memoryStore();
  const journal = storeJournal(journalStore(store));
  let effects = 0;
  const body = pattern({ name: 'counts', version: '1' }, (_: null, scope) =>
    scope.step('count', () => {
      effects += 1;
      return effects;
    }),
  );
  const options = { id: 'r1', journal, principal: ann };

  expect(await body.run(null, options).value()).toBe(1);
  expect(await body.run(null, options).value()).toBe(1);

  expect(
    await store.log({ tenant: 'acme', subject: 'ann', path: ['journal', 'r1'] }).length(),
  ).toBe(3);
});

test('erasing a subject erases the journals of its runs', async () => {
  const store = memoryStore();
  const runtime = createRuntime({ journal: storeJournal(journalStore(store)) });
  const body = runtime.pattern({ name: 'echo', version: '1' }, (text: string) => text);
  await body.run('secret', { id: 'r1', principal: ann }).value();

  const erased = await store.erase({ tenant: 'acme', subject: 'ann' });

  expect(erased.logs).toBe(1);
});
