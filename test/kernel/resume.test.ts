import {
  createRuntime,
  decide,
  hmacSigner,
  memoryJournal,
  type Principal,
  pattern,
  resume,
  storeJournal,
  type Tool,
} from '@ashlar/core';
import { memoryStore } from '@ashlar/core/testing';
import { journalStore, memoryStore as values } from '@ashlar/storage';
import { expect, test } from 'vitest';
import { z } from 'zod';

const signer = hmacSigner('the host keeps this secret');
const ann: Principal = { tenant: 'acme', subject: 'ann', groups: [] };
const boss: Principal = { tenant: 'acme', subject: 'boss', groups: [] };

function mailer() {
  const sent: string[] = [];
  const mail: Tool<{ to: string }, string> = {
    name: 'mail',
    description: 'Sends a mail.',
    input: z.object({ to: z.string() }),
    effect: 'once',
    run: async ({ to }) => {
      sent.push(to);
      return 'sent';
    },
  };
  return { sent, mail };
}

test('a resume goes on for the principal that the run was begun for, and sends nothing twice', async () => {
  const { sent, mail } = mailer();
  const runtime = createRuntime({ signer, journal: storeJournal(journalStore(values())) });
  const agent = runtime.pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    await scope.call(mail, { to: 'you' });
    const { approved } = await scope.approve({ name: 'more', data: null });
    return { approved, who: scope.principal?.subject };
  });
  const first = await agent.run(null, { principal: ann }).outcome;
  if (first.status !== 'suspended' || !first.pending[0]) throw new Error(first.status);
  const decision = await decide(first.pending[0], { verdict: 'approved', by: 'boss' }, signer);

  const other = await runtime.resume(agent, first.checkpoint, [decision], { principal: boss })
    .outcome;
  expect(other).toMatchObject({ status: 'failed', error: { code: 'journal.missing' } });

  const second = runtime.resume(agent, first.checkpoint, [decision]);
  expect(await second.value()).toEqual({ approved: true, who: 'ann' });
  expect(sent).toEqual(['you']);
});

test('a resume of a run that the journal does not know begins nothing', async () => {
  const { sent, mail } = mailer();
  const journal = storeJournal(memoryStore());
  const agent = pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    scope.call(mail, { to: 'you' }),
  );
  const checkpoint = { runId: 'gone', pattern: 'a', version: '1', input: null };

  expect(await resume(agent, checkpoint, [], { journal }).outcome).toMatchObject({
    error: { code: 'journal.missing', facts: { run: 'gone' } },
  });
  expect(sent).toEqual([]);
});

test('a run that used up its budget goes on with more, without repeating what it did', async () => {
  let effects = 0;
  const look = {
    name: 'look',
    description: '',
    retrieve: async () => {
      effects += 1;
      return [];
    },
  };
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    for (let n = 0; n < 4; n += 1) {
      await scope.retrieve(look, `${n}`, { access: { unrestricted: 'a test' } });
    }
    return scope.budget.steps;
  });
  const first = await agent.run(null, { budget: { steps: 2 } }).outcome;
  if (first.status !== 'stopped' || !first.checkpoint) throw new Error(first.status);
  expect(effects).toBe(2);

  const again = await resume(agent, first.checkpoint).outcome;
  expect(again).toMatchObject({ status: 'stopped', reason: 'steps' });

  expect(await resume(agent, first.checkpoint, [], { budget: { steps: 10 } }).value()).toBe(6);
  expect(effects).toBe(4);
});

test('a run that failed tries what failed again', async () => {
  let down = true;
  let before = 0;
  const agent = pattern({ name: 'a', version: '1' }, async (_: null, scope) => {
    await scope.step('before', () => (before += 1));
    return scope.step('service', () => {
      if (down) throw new Error('down');
      return 'up';
    });
  });
  const first = await agent.run(null).outcome;
  if (first.status !== 'failed' || !first.checkpoint) throw new Error(first.status);
  down = false;
  expect(await resume(agent, JSON.parse(JSON.stringify(first.checkpoint))).value()).toBe('up');
  expect(before).toBe(1);
});

test('one memory journal keeps the runs that it has seen, each under its own id', async () => {
  const journal = memoryJournal();
  let count = 0;
  const agent = pattern({ name: 'a', version: '1' }, (_: null, scope) =>
    scope.step('count', () => {
      count += 1;
      return count;
    }),
  );
  expect(await agent.run(null, { id: 'one', journal }).value()).toBe(1);
  expect(await agent.run(null, { id: 'two', journal }).value()).toBe(2);
  expect(await agent.run(null, { id: 'one', journal }).value()).toBe(1);
});

test('an input that is undefined is undefined again after a resume', async () => {
  let down = true;
  const agent = pattern({ name: 'a', version: '1' }, async (input: string | undefined, scope) => {
    await scope.step('service', () => {
      if (down) throw new Error('down');
    });
    return input === undefined ? 'none' : 'some';
  });
  const first = await agent.run(undefined).outcome;
  if (first.status !== 'failed' || !first.checkpoint) throw new Error(first.status);
  down = false;
  expect(await resume(agent, first.checkpoint).value()).toBe('none');
});
