import { createHash } from 'node:crypto';
import { createClient, type RedisClientOptions } from 'redis';
import { closedError } from '../conflicts.ts';
import { StorageError } from '../errors.ts';
import type { Clock } from '../store.ts';
import { isUnknownScript, redisError } from './redis-error.ts';

/** What is needed of a client of `redis`. */
export interface RedisCommands {
  sendCommand(parts: string[]): Promise<unknown>;
}

/** A client, and the place of our keys in it. */
export interface Connection {
  readonly prefix: string;
  /** The clock that was given in place of the server's. */
  readonly clock: Clock | undefined;
  /** What a script takes as its time: empty for the clock of the server. */
  now(): string;
  send(...parts: readonly string[]): Promise<unknown>;
  /** Runs a script by its hash; the server is sent its text once. */
  run(
    script: Script,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** A script for the server: all of it happens at once. */
export interface Script {
  readonly text: string;
  readonly hash: string;
}

/** Where to connect. */
export interface ConnectionOptions {
  readonly client?: RedisCommands;
  readonly connection?: string | RedisClientOptions;
  readonly prefix?: string;
  readonly now?: Clock;
}

/** Scripts begin with `present`, the time in milliseconds: their first value, or the server's clock. */
export function script(body: string): Script {
  const text = `local present = tonumber(ARGV[1])
if not present then local t = redis.call('TIME') present = t[1] * 1000 + math.floor(t[2] / 1000) end
${body}`;
  return { text, hash: createHash('sha1').update(text).digest('hex') };
}

/** Connects, unless a client was given. */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const prefix = options.prefix ?? 'ashlar';
  if (!/^[\w.:-]{1,64}$/.test(prefix)) {
    throw invalid('prefix', 'The prefix must be 1 to 64 letters, digits or one of _ . : -.');
  }
  const { commands, end } = await commandsOf(options);
  let closed = false;

  async function send(...parts: readonly string[]): Promise<unknown> {
    if (closed) throw closedError();
    try {
      return await commands.sendCommand([...parts]);
    } catch (error) {
      throw redisError(error);
    }
  }
  return {
    prefix,
    clock: options.now,
    now: () => (options.now === undefined ? '' : String(Math.ceil(options.now()))),
    send,
    async run({ text, hash }, keys, values) {
      const rest = [String(keys.length), ...keys, ...values.map(String)];
      if (closed) throw closedError();
      try {
        return await commands.sendCommand(['EVALSHA', hash, ...rest]);
      } catch (error) {
        if (!isUnknownScript(error)) throw redisError(error);
      }
      return await send('EVAL', text, ...rest);
    },
    async close() {
      if (closed) return;
      closed = true;
      await end();
    },
  };
}

async function commandsOf(
  options: ConnectionOptions,
): Promise<{ commands: RedisCommands; end: () => Promise<void> }> {
  if ((options.client === undefined) === (options.connection === undefined)) {
    throw invalid('connection', 'redisStore needs either `client` or `connection`, exactly one.');
  }
  if (options.client !== undefined) return { commands: options.client, end: async () => {} };
  const { connection } = options;
  const given = typeof connection === 'string' ? { url: connection } : (connection ?? {});
  try {
    const client = makeClient(given);
    await client.connect();
    return { commands: client, end: async () => client.destroy() };
  } catch (error) {
    throw redisError(error);
  }
}

/** Gives up quickly where there is no server, but comes back for ever to one that was there; commands never wait for it. */
function makeClient(given: RedisClientOptions) {
  let ready = false;
  const client = createClient({
    disableOfflineQueue: true,
    ...given,
    socket: {
      reconnectStrategy: (retries: number, cause: Error) =>
        ready ? Math.min(20 * 2 ** retries, 1000) : cause,
      ...given.socket,
    },
  } as RedisClientOptions);
  client.on('ready', () => {
    ready = true;
  });
  // Without a listener a broken connection would end the process; the command that meets it is told.
  client.on('error', () => {});
  return client;
}

function invalid(at: string, message: string): StorageError {
  return new StorageError('storage.invalid-value', message, { at });
}
