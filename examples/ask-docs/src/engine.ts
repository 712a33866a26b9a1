import { bedrock, chatModel } from '@ashlar/bedrock';
import { type ChatModel, isAshlarError } from '@ashlar/core';
import { type Emulator, type EmulatorOptions, emulator, offline, upstream } from '@ashlar/emulator';
import { rules } from '@ashlar/rag/offline';
import { UsageError } from './usage-error.ts';

/** What answers. The pattern and the adapter are the same in all three cases; only what stands behind the wire differs. */
export interface Engine {
  readonly model: ChatModel;
  /** One honest line about who answered. */
  readonly description: string;
  /** What a failure of this engine means, where the adapter takes it for one of AWS. */
  explain?(error: unknown): Error | undefined;
  close(): Promise<void>;
}

/** @throws UsageError */
export async function startEngine(id: string | undefined, port: number): Promise<Engine> {
  if (id === undefined) return offlineEngine(port);
  if (id.startsWith('upstream:')) return upstreamEngine(id, port);
  const connection = bedrock();
  return {
    model: chatModel(id, { connection }),
    description: `${id} on Amazon Bedrock`,
    close: async () => connection.close(),
  };
}

async function offlineEngine(port: number): Promise<Engine> {
  const description = 'offline rules that pick sentences: no language model';
  // Nothing is bought here, and a price is what makes the sum honest.
  const price = { inputUsd: 0, outputUsd: 0, asOf: '2026-11-21' };
  return emulated('offline.rules-v1', { ...offline({ rules }), port }, description, price);
}

async function upstreamEngine(id: string, port: number): Promise<Engine> {
  const [, url = '', model = ''] = /^upstream:(.*?)#(.+)$/.exec(id) ?? [];
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new UsageError(
      `--model ${id} should look like upstream:http://127.0.0.1:11434/v1#llama3.2.`,
    );
  }
  const apiKey = process.env.UPSTREAM_API_KEY;
  const chat = upstream({ url, model, ...(apiKey !== undefined && { apiKey }) });
  const who = `${model} at ${new URL(url).host}`;
  const engine = await emulated(`upstream.${model}`, { chat, port }, who);
  return { ...engine, explain: (error) => refusal(error, model, who) };
}

/** Who refuses is a server that knows nothing of regions and roles: its own words are the better advice. */
function refusal(error: unknown, model: string, who: string): Error | undefined {
  const refused =
    isAshlarError(error) && /^model\.(?:credentials|denied|not-found)$/.test(error.code);
  if (!refused || !(error.cause instanceof Error)) return undefined;
  const said = error.cause.message.replace(`upstream.${model} answered`, `${who} answered`);
  return new UsageError(said.startsWith(who) ? said : `${who}: ${said}`);
}

type Price = NonNullable<ChatModel['info']['price']>;

/** A Bedrock on loopback, spoken to by the same adapter and the real AWS SDK. */
async function emulated(
  id: string,
  options: EmulatorOptions,
  who: string,
  price?: Price,
): Promise<Engine> {
  const local = await start(options);
  const connection = bedrock({
    endpoint: local.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const info = { features: ['streaming', 'system'], ...(price && { price }) } as const;
  return {
    model: chatModel(id, { connection, info }),
    description: `${who}, through the AWS SDK and the emulator at ${local.url}`,
    async close() {
      connection.close();
      await local.close();
    },
  };
}

async function start(options: EmulatorOptions): Promise<Emulator> {
  try {
    return await emulator(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(
      code === 'EADDRINUSE'
        ? `Port ${options.port} is in use: choose another with --port, or leave it out.`
        : `The emulator cannot listen on port ${options.port}: ${message}.`,
    );
  }
}
