import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ChatModel } from '@ashlar/core';
import type { Endpoints } from './endpoints.ts';

/** One way of asking the same server the same thing. */
export interface Client {
  call(): Promise<unknown>;
  /** Consumes one stream of a model; gives how many pieces of text were shown. */
  watch(model?: string): Promise<number>;
  /** Leaves a stream of a model after its first piece of text. Absent: not a client of streams. */
  leave?(model: string): Promise<void>;
  close(): void;
}

/** Loads what a client needs; what comes back makes one. */
type Load = () => Promise<(endpoints: Endpoints) => Client | Promise<Client>>;

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const region = 'us-east-1';
const text = 'Which stone is dressed? '.repeat(20);

function sdk(handler: 'http1' | 'default'): Load {
  return async () => {
    const { bareSdk } = await import('../../../packages/bedrock/bench/bare-sdk.ts');
    return ({ http1, http2 }) => {
      const endpoint = handler === 'http1' ? http1 : http2;
      const client = bareSdk({ region, endpoint, credentials }, text, handler);
      return { ...client, watch: (model = 'plain') => client.watch(model) };
    };
  };
}

async function ofModel(
  open: (id: string) => ChatModel,
  close: () => void = () => {},
): Promise<Client> {
  const { user } = await import('@ashlar/core');
  const request = { messages: [user(text)] };
  const plain = open('plain');
  return {
    call: () => plain.generate(request),
    watch: (model = 'plain') =>
      count(open(model).stream(request), (event) => event.type === 'text'),
    async leave(model) {
      for await (const event of open(model).stream(request)) if (event.type === 'text') break;
    },
    close,
  };
}

const chatModel: Load = async () => {
  const ashlar = await import('@ashlar/bedrock');
  return ({ http1: endpoint }) => {
    const connection = ashlar.bedrock({ region, endpoint, credentials });
    return ofModel(
      (id) => ashlar.chatModel(id, { connection }),
      () => connection.close(),
    );
  };
};

const fromLangChain: Load = async () => {
  const { adapted } = await import('../../../packages/langchain/bench/adapted.ts');
  return ({ http1: endpoint }) => ofModel(adapted({ region, endpoint, credentials }));
};

const pattern: Load = async () => {
  const core = await import('@ashlar/core');
  const ashlar = await import('@ashlar/bedrock');
  return ({ http1: endpoint }) => {
    const connection = ashlar.bedrock({ region, endpoint, credentials });
    const agentOf = (id: string) => {
      const model = ashlar.chatModel(id, { connection });
      return core.pattern({ name: 'ask', version: '1' }, async (question: string, scope) => {
        const { message } = await scope.generate(model, { messages: [core.user(question)] });
        return core.textOf(message);
      });
    };
    const plain = agentOf('plain');
    return {
      call: () => plain.run(text).value(),
      async watch(id = 'plain') {
        const run = (id === 'plain' ? plain : agentOf(id)).run(text);
        const shown = await count(run, (event) => event.type === 'text.delta');
        await run.value();
        return shown;
      },
      // Watching never changes a run: to leave is to abort it.
      async leave(id) {
        const run = agentOf(id).run(text);
        for await (const event of run) if (event.type === 'text.delta') break;
        run.abort();
        await run.outcome;
      },
      close: () => connection.close(),
    };
  };
};

const simpleRag: Load = async () => {
  const ashlar = await import('@ashlar/bedrock');
  const rag = await import('@ashlar/rag');
  return async ({ http1: endpoint }) => {
    const connection = ashlar.bedrock({ region, endpoint, credentials });
    const model = ashlar.chatModel('rag', { connection });
    const index = await rag.openIndex({ store: rag.memoryStore() });
    const stones = [
      'Ashlar is finely dressed stone, cut square on every face that shows.',
      'Rubble is stone that nobody dressed; it fills the inside of a wall.',
      'A quoin is the stone at an outer corner of a wall.',
    ];
    const items = stones.map((stone, number) => ({
      source: `stone-${number}.txt`,
      read: async () => new TextEncoder().encode(stone),
    }));
    await index.ingest(items, { tenant: 'acme' });
    const agent = rag.simpleRag({ model, retriever: index.retriever() });
    const principal = { tenant: 'acme', subject: 'ada', groups: [] };
    const run = () => agent.run('Which stone is dressed?', { principal });
    return {
      call: () => run().value(),
      watch: () => count(run(), (event) => event.type === 'text.delta'),
      close: () => connection.close(),
    };
  };
};

/** Somebody else's client, from its folder in test/peers. */
function peer(name: string): Load {
  return async () => {
    const { PEERS = '' } = process.env;
    const { open } = await import(pathToFileURL(join(PEERS, name, 'bench.mjs')).href);
    return (endpoints) => open(endpoints, text);
  };
}

/** By name, from the bare SDK up; nothing of them is loaded before it is asked for. */
export const clients: Readonly<Record<string, Load>> = {
  'AWS SDK': sdk('http1'),
  'AWS SDK, as it comes': sdk('default'),
  chatModel,
  pattern,
  simpleRag,
  '@langchain/aws': peer('langchain'),
  'fromChatModel over it': fromLangChain,
  'AI SDK': peer('ai-sdk'),
  'Strands Agent': peer('strands'),
};

/** The folder of test/peers that a client needs. */
export const needs: Readonly<Record<string, string>> = {
  '@langchain/aws': 'langchain',
  'AI SDK': 'ai-sdk',
  'Strands Agent': 'strands',
};

async function count<T>(events: AsyncIterable<T>, wanted: (event: T) => boolean): Promise<number> {
  let found = 0;
  for await (const event of events) if (wanted(event)) found += 1;
  return found;
}
