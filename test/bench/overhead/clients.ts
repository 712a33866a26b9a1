/** One way of asking the same server the same thing. */
export interface Client {
  call(): Promise<unknown>;
  /** Consumes one stream; gives how many pieces of text were shown. */
  watch(): Promise<number>;
  close(): void;
}

/** Loads what a client needs; what comes back makes one. */
type Load = () => Promise<(endpoint: string) => Client | Promise<Client>>;

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const region = 'us-east-1';
const text = 'Which stone is dressed? '.repeat(20);

const sdk: Load = async () => {
  const { bareSdk } = await import('../../../packages/bedrock/bench/bare-sdk.ts');
  return (endpoint) => bareSdk({ region, endpoint, credentials }, 'plain', text);
};

const chatModel: Load = async () => {
  const { user } = await import('@ashlar/core');
  const ashlar = await import('@ashlar/bedrock');
  return (endpoint) => {
    const connection = ashlar.bedrock({ region, endpoint, credentials });
    const model = ashlar.chatModel('plain', { connection });
    const request = { messages: [user(text)] };
    return {
      call: () => model.generate(request),
      watch: () => count(model.stream(request), (event) => event.type === 'text'),
      close: () => connection.close(),
    };
  };
};

const pattern: Load = async () => {
  const core = await import('@ashlar/core');
  const ashlar = await import('@ashlar/bedrock');
  return (endpoint) => {
    const connection = ashlar.bedrock({ region, endpoint, credentials });
    const model = ashlar.chatModel('plain', { connection });
    const options = { name: 'ask', version: '1' };
    const agent = core.pattern(options, async (question: string, scope) => {
      const { message } = await scope.generate(model, { messages: [core.user(question)] });
      return core.textOf(message);
    });
    return {
      call: () => agent.run(text).value(),
      watch: () => count(agent.run(text), (event) => event.type === 'text.delta'),
      close: () => connection.close(),
    };
  };
};

const simpleRag: Load = async () => {
  const ashlar = await import('@ashlar/bedrock');
  const rag = await import('@ashlar/rag');
  return async (endpoint) => {
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

/** By name, from the bare SDK up; nothing of them is loaded before it is asked for. */
export const clients: Readonly<Record<string, Load>> = {
  'AWS SDK': sdk,
  chatModel,
  pattern,
  simpleRag,
};

async function count<T>(events: AsyncIterable<T>, wanted: (event: T) => boolean): Promise<number> {
  let found = 0;
  for await (const event of events) if (wanted(event)) found += 1;
  return found;
}
