import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { assistant, type Message, pattern, storeJournal, textOf, user } from '@ashlar/core';
import {
  compactor,
  extractFacts,
  pastTurns,
  runningSummary,
  storeFacts,
  summariseConversation,
  threadMemory,
  tokenWindow,
  typedFacts,
} from '@ashlar/memory';
import { extractByRule, summariseByRule } from '@ashlar/memory/offline';
import { journalStore, storeArchive } from '@ashlar/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { summarised, thread, turnOf } from './processes/conversation.ts';
import { type RunningStores, storeKinds } from './stores.ts';

const kills = process.env.ASHLAR_SOAK ? 40 : 3;
const ann = { tenant: 'acme', subject: 'ann', groups: [] };
const bob = { tenant: 'acme', subject: 'bob', groups: [] };
const CANARY = 'CANARY-3b9d';

describe.each(storeKinds)('$kind', ({ kind, there, start }) => {
  describe.skipIf(!there)('as a store of conversations', () => {
    let stores: RunningStores;
    beforeAll(async () => {
      stores = await start();
    });
    afterAll(() => stores.stop());

    it('loses and doubles nothing of what several append and condense at the same time', async () => {
      const [one, two] = [await stores.open('many'), await stores.open('many')];
      const memories = [summarised(one), summarised(two)];
      const shared = { id: 'many', principal: ann };
      await Promise.all(
        Array.from({ length: 24 }, (_, i) => memories[i % 2]?.append(shared, turnOf(i))),
      );
      const [kept] = (await memories[0]?.export(ann)) ?? [];
      const said = kept?.turns.flatMap(({ messages }) => messages.map(textOf)) ?? [];
      expect([...said].sort()).toEqual(
        Array.from({ length: 24 }, (_, i) => turnOf(i).map(textOf))
          .flat()
          .sort(),
      );
      for (const [i, text] of said.entries()) {
        if (text.startsWith('Question')) {
          expect(said[i + 1]).toBe(`Answer ${/\d+/.exec(text)?.[0]}.`);
        }
      }
      await one.close();
      await two.close();
    });

    it('forgets a person in every byte: messages, summary, facts, archive, journal, and nobody else', async () => {
      const store = await stores.open('canary');
      const [facts, archive] = [storeFacts(store), storeArchive(store)];
      const memory = threadMemory({
        store,
        window: tokenWindow({ maxTokens: 250 }),
        compactor: compactor({
          digests: [
            runningSummary({ by: summariseConversation.by(summariseByRule) }),
            typedFacts({ by: extractFacts.by(extractByRule), facts }),
          ],
          archive,
        }),
        recall: pastTurns({ threads: 'all' }),
      });
      const journal = storeJournal(journalStore(store));
      const talk = pattern({ name: 'talk', version: '1' }, async (id: string, scope) => {
        const { principal = ann } = scope;
        const loaded = await scope.step('memory.load', async (context) => {
          const found = await memory.load({ id, principal }, { query: CANARY }, context);
          return JSON.parse(JSON.stringify(found));
        });
        await scope.step('memory.append', async (context) => {
          const mine = principal.subject === 'ann' ? CANARY : 'nothing';
          await memory.append(
            { id, principal },
            [user(`My name is ${mine}. Where do I sit?`), assistant(`At desk ${mine}.`.repeat(4))],
            context,
          );
          return null;
        });
        return loaded;
      });
      for (let i = 0; i < 16; i += 1) {
        const principal = i % 4 === 3 ? bob : ann;
        await talk.run(`thread-${i % 2}`, { id: `run-${i}`, principal, journal }).value();
      }
      const before = await Promise.all([memory.export(ann), facts.list(ann)]);
      const references = [...JSON.stringify(before[0]).matchAll(/"reference":"([0-9a-f]{64})"/g)];
      expect(JSON.stringify(before[0].map(({ state }) => state))).toContain(CANARY);
      expect(JSON.stringify(before[1])).toContain(CANARY);
      expect(references.length).toBeGreaterThan(0);
      const [, reference = ''] = references[0] ?? [];
      expect(JSON.stringify(await archive.get(ann, reference))).toContain(CANARY);
      if (kind !== 'memory') expect(await stores.occurrences(CANARY)).toBeGreaterThan(20);

      await memory.forget(ann);

      expect(await stores.occurrences(CANARY)).toBe(0);
      expect(await memory.export(ann)).toEqual([]);
      expect(await facts.list(ann)).toEqual([]);
      expect(await archive.get(ann, reference)).toBeUndefined();
      for (let i = 0; i < 16; i += 1) {
        const path = ['journal', `run-${i}`];
        const records = await store.log({ tenant: 'acme', subject: 'ann', path }).read();
        expect(records).toEqual([]);
      }
      const left = await memory.load({ id: 'thread-0', principal: ann }, { query: CANARY });
      expect(left).toEqual([]);
      expect((await memory.export(bob)).flatMap(({ turns }) => turns).length).toBe(4);
      expect(await facts.list(bob)).toEqual([]);
      await store.close();
    });

    it.skipIf(kind === 'memory')(
      'loses and doubles nothing when the process is killed between append and summary, and its runs go on',
      { timeout: 300_000 },
      async () => {
        let next = 0;
        for (let kill = 0; kill < kills; kill += 1) {
          next = await converseUntilKilled(kind, stores.where ?? '', next);
        }
        const store = await stores.open('killed');
        const memory = summarised(store);
        const kept = async () => (await memory.export(thread.principal))[0];
        const said = questionsOf((await kept())?.turns.flatMap(({ messages }) => messages) ?? []);
        // The turn after the last acknowledged one may have been written or not; nothing else is open.
        expect([next, next + 1]).toContain(said.length);
        expect(said).toEqual(said.map((_, i) => i));

        // A process that died while it condensed keeps others from it for a while.
        for (let turn = said.length; !((await kept())?.state?.condensed?.dropped ?? 0); turn += 1) {
          await memory.append(thread, turnOf(turn));
          await sleep(200);
        }
        const { turns = [], state } = (await kept()) ?? {};
        const seen = [
          ...(state?.base ?? []).map(({ message }) => message),
          ...turns
            .filter(({ place }) => place > (state?.upTo ?? -1))
            .flatMap((turn) => turn.messages),
        ];
        const dropped = state?.condensed?.dropped ?? 0;
        const first = dropped / 2;
        expect(questionsOf(seen)).toEqual(
          Array.from({ length: turns.length - first }, (_, i) => first + i),
        );
        await store.close();
      },
    );
  });
});

/** The numbers of the questions in messages, in their order. */
function questionsOf(messages: readonly Message[]): readonly number[] {
  const numbers = messages.map((message) => /^Question number (\d+),/.exec(textOf(message))?.[1]);
  return numbers.flatMap((number) => (number === undefined ? [] : [Number(number)]));
}

/** Resolves to the number of the turn that was not acknowledged any more. */
async function converseUntilKilled(kind: string, where: string, from: number): Promise<number> {
  const script = fileURLToPath(new URL('./processes/converse.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--no-warnings', script, kind, where, 'killed', String(from)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(child, 'close');
  let output = '';
  const printed = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output.split('\n').length > 4) resolve();
    });
  });
  await Promise.race([printed, closed]);
  await sleep(Math.random() * 25);
  child.kill('SIGKILL');
  await closed;
  const lines = output.split('\n').slice(0, -1);
  expect(lines).toEqual(lines.map((_, i) => String(from + i)));
  expect(lines.length).toBeGreaterThan(0);
  return from + lines.length;
}
