import { assistant, user } from '../../build-message.ts';
import type { CallContext } from '../../context.ts';
import { validateHistory } from '../../history.ts';
import { storeJournal } from '../../kernel/store-journal.ts';
import type { Memory, Thread } from '../../memory.ts';
import type { Message } from '../../message.ts';
import { pattern } from '../../runtime.ts';
import { type MemoryStore, memoryStore } from '../memory-store.ts';
import { claim, claimEqual } from './claim.ts';
import type { ContractCheck } from './contract-check.ts';
import { within } from './within.ts';

export interface OpenedMemory {
  readonly memory: Memory;
  /** The same state as another process opens it. @default the same memory */
  reopen?(): Memory | Promise<Memory>;
  close?(): Promise<void> | void;
}

export type OpenMemory = () => OpenedMemory | Promise<OpenedMemory>;

export interface MemoryContractOptions {
  /** Whether `load` without limits gives back exactly what was appended. @default true */
  readonly verbatim?: boolean;
}

const threadOf = (id: string, tenant = 'acme', subject = 'ann'): Thread => ({
  id,
  principal: { tenant, subject, groups: [] },
});

const TOOLS = [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object' } }];

/** What every memory must do. */
export function memoryContract(
  open: OpenMemory,
  { verbatim = true }: MemoryContractOptions = {},
): readonly ContractCheck[] {
  const on = (check: (opened: OpenedMemory) => Promise<void>) => async () => {
    const opened = await open();
    try {
      await within(check(opened), 'the memory', 10_000);
    } finally {
      await opened.close?.();
    }
  };
  const thread = threadOf('t');
  const talk = [user('one'), assistant('two'), user('three'), assistant('four')];

  return [
    {
      name: 'is empty before the first message',
      run: on(async ({ memory }) => claimEqual(await memory.load(thread), [], 'the messages')),
    },
    {
      name: 'gives messages back in the order of the appends, also to the next process',
      run: on(async ({ memory, reopen }) => {
        await memory.append(thread, talk.slice(0, 2));
        await memory.append(thread, talk.slice(2));
        for (const one of [memory, (await reopen?.()) ?? memory]) {
          const found = await one.load(thread);
          if (verbatim) claimEqual(found, talk, 'the messages');
          else claimEqual(textsOf(found).at(-1), 'four', 'the last message');
        }
      }),
    },
    {
      name: 'keeps every part as it is, with its label',
      run: on(async ({ memory }) => {
        if (!verbatim) return;
        const odd: Message[] = [
          user([
            {
              type: 'text',
              text: 'Größe 石 🧱',
              label: { origin: 'retrieval', dataClass: 'secret' },
            },
            { type: 'other', vendor: 'test', raw: { a: [1, null] } },
          ]),
          assistant([{ type: 'reasoning', text: 'hm', signature: 's' }, 'fine']),
        ];
        await memory.append(thread, odd);
        claimEqual(await memory.load(thread), odd, 'the messages');
      }),
    },
    {
      name: 'keeps what is appended at the same time',
      run: on(async ({ memory }) => {
        const turns = Array.from({ length: 8 }, (_, index) => [
          user(`q${index}`),
          assistant(`a${index}`),
        ]);
        await Promise.all(turns.map((turn) => memory.append(thread, turn)));
        if (!verbatim) return;
        const texts = textsOf(await memory.load(thread));
        claimEqual(texts.length, 16, 'the number of messages');
        for (const [index] of turns.entries()) {
          const next = texts[texts.indexOf(`q${index}`) + 1];
          claimEqual(next, `a${index}`, `the message behind q${index}`);
        }
      }),
    },
    {
      name: 'stores once what a run appends again after its process died, wherever it died',
      run: on(async ({ memory }) => {
        for (let at = 1; ; at += 1) {
          let left = false;
          for (const fault of ['kill-before', 'kill-after'] as const) {
            left =
              (await appendedAcrossDeath(memory, threadOf(`${fault}-${at}`), at, fault)) || left;
          }
          if (!left) return;
        }
      }),
    },
    {
      name: 'never splits a tool call from its result, however little may be loaded',
      run: on(async ({ memory }) => {
        for (let turn = 0; turn < 6; turn += 1) await memory.append(thread, toolTurn(turn));
        for (const maxTokens of [1, 10, 20, 40, 60, 80, 120, 200, 400, 100_000]) {
          const messages = await memory.load(thread, { maxTokens });
          claimValid([...messages, user('and now?')], `with ${maxTokens} tokens`);
        }
      }),
    },
    {
      name: 'loads less when less is asked for',
      run: on(async ({ memory }) => {
        const long = Array.from({ length: 20 }, (_, index) => [
          user(`question ${index} ${'word '.repeat(100)}`),
          assistant(`answer ${index}`),
        ]).flat();
        await memory.append(thread, long);
        const all = JSON.stringify(await memory.load(thread, { maxTokens: 1_000_000 })).length;
        const few = JSON.stringify(await memory.load(thread, { maxTokens: 500 })).length;
        claim(few < all / 2, `500 tokens gave ${few} characters of ${all}`);
      }),
    },
    {
      name: 'keeps threads, subjects and tenants apart',
      run: on(async ({ memory }) => {
        const separators = ['/', ':', '#', '.', '|', ' '];
        for (const by of separators) await memory.append(threadOf(`x${by}t`), talk);
        const others = [
          threadOf('u'),
          threadOf('x/t', 'acme', 'bob'),
          threadOf('x/t', 'other', 'ann'),
          ...separators.flatMap((by) => [
            threadOf('t', 'acme', `ann${by}x`),
            threadOf('t', `acme${by}ann`, 'x'),
          ]),
        ];
        for (const other of others) {
          const found = await memory.load(other).catch(() => []);
          claimEqual(found.length, 0, `the number of messages in ${JSON.stringify(other)}`);
        }
      }),
    },
    {
      name: 'forgets everything of a subject and nothing of anybody else',
      run: on(async ({ memory, reopen }) => {
        const others = [threadOf('t', 'acme', 'bob'), threadOf('t', 'other', 'ann')];
        for (const one of [thread, threadOf('u'), ...others]) await memory.append(one, talk);
        await memory.forget({ tenant: 'acme', subject: 'ann' });
        for (const one of [memory, (await reopen?.()) ?? memory]) {
          for (const gone of [thread, threadOf('u')]) {
            claimEqual(await one.load(gone), [], `what is left in ${gone.id}`);
          }
          for (const other of others) {
            claim(
              (await one.load(other)).length > 0,
              `${other.principal.subject} was forgotten too`,
            );
          }
        }
        await memory.append(thread, [user('again')]);
        claimEqual(textsOf(await memory.load(thread)), ['again'], 'the messages after a new start');
      }),
    },
  ];
}

/** Appends in a run whose process dies at the n-th record, and in the next one. Resolves to whether it died. */
async function appendedAcrossDeath(
  memory: Memory,
  thread: Thread,
  at: number,
  fault: 'kill-before' | 'kill-after',
): Promise<boolean> {
  const told = [user('before'), assistant('the death')];
  const agent = pattern({ name: 'telling', version: '1' }, async (_: null, scope) => {
    const append = async (context: CallContext) => {
      await memory.append(thread, told, context);
      return null;
    };
    await scope.step('append', append, { effect: 'idempotent' });
  });
  const run = (store: MemoryStore) =>
    agent.run(null, { id: 'r', journal: storeJournal(store), principal: thread.principal }).value();
  const store = memoryStore();
  store.failAt(at, fault);
  const died = await Promise.race([run(store).then(() => false), store.killed.then(() => true)]);
  if (died) await run(store.restart());
  const found = textsOf(await memory.load(thread)).filter((text) => text === 'the death');
  const when = `after a death at record ${at} (${fault})`;
  claimEqual(found.length, 1, `how often a message is stored ${when}`);
  return died;
}

function toolTurn(turn: number): Message[] {
  const ids = [`a${turn}`, `b${turn}`];
  const calls = ids.map(
    (id) => ({ type: 'tool-call', id, name: 'look', input: { turn } }) as const,
  );
  const results = ids.map(
    (callId) =>
      ({ type: 'tool-result', callId, content: [{ type: 'text', text: 'seen' }] }) as const,
  );
  return [user(`question ${turn}`), assistant(calls), user(results), assistant(`answer ${turn}`)];
}

function claimValid(messages: readonly Message[], when: string): void {
  try {
    validateHistory({ messages, tools: TOOLS });
  } catch (error) {
    claim(false, `${when}: ${error instanceof Error ? error.message : error}`);
  }
}

function textsOf(messages: readonly Message[]): string[] {
  return messages.map(({ content }) =>
    content.map((part) => (part.type === 'text' ? part.text : '')).join(''),
  );
}
