import { isAshlarError, systemClock } from '@ashlar/core';
import type { Client } from '@modelcontextprotocol/client';
import { untilAborted } from '../../openapi/until-aborted.ts';
import { unavailable } from '../errors.ts';
import { endClient } from './end-client.ts';

/** One connection to a server that is made anew when it was lost and is needed again. */
export interface Link {
  /** The open connection, or a new one. @throws mcp.unavailable when there is none after all attempts */
  client(signal?: AbortSignal): Promise<Client>;
  /** Says that a connection is not to be handed out any more. Whoever has it closes it. */
  forget(client: Client): void;
  close(): Promise<void>;
}

export interface LinkOptions {
  readonly server: string;
  /** A new connection, ready to use. The signal says that nobody wants it any more. */
  readonly open: (onClosed: () => void, signal: AbortSignal) => Promise<Client>;
  readonly attempts: number;
  readonly delayMs: number;
}

const longestDelayMs = 5_000;

export function createLink({ server, open, attempts, delayMs }: LinkOptions): Link {
  let current: Client | undefined;
  let opening: Promise<Client> | undefined;
  const closed = new AbortController();
  let opened = false;

  async function openOnce(): Promise<Client> {
    let lost = false;
    let client: Client | undefined;
    client = await open(() => {
      lost = true;
      if (client !== undefined && current === client) current = undefined;
    }, closed.signal);
    if (closed.signal.aborted) {
      await client.close();
      throw isClosed(server);
    }
    if (lost) throw unavailable(server, 1, 'it closed the connection at once');
    opened = true;
    current = client;
    return client;
  }

  async function reopen(): Promise<Client> {
    // The first connection fails at once: what does not start then is set up wrongly.
    const most = opened ? attempts : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await openOnce();
      } catch (error) {
        if (closed.signal.aborted) throw isClosed(server);
        if (isAshlarError(error) && error.code !== 'mcp.unavailable') throw error;
        if (attempt >= most)
          throw unavailable(server, attempt, `connecting failed ${attempt} times`, error);
        await pause(Math.min(delayMs * 2 ** (attempt - 1), longestDelayMs), closed.signal);
      }
    }
  }

  return {
    async client(signal) {
      signal?.throwIfAborted();
      if (closed.signal.aborted) throw isClosed(server);
      if (current !== undefined) return current;
      opening ??= reopen().finally(() => {
        opening = undefined;
      });
      return signal === undefined ? opening : untilAborted(signal, opening);
    },
    forget(client) {
      if (current === client) current = undefined;
    },
    async close() {
      if (closed.signal.aborted) return;
      closed.abort();
      const last = current;
      current = undefined;
      await opening?.catch(() => {});
      if (last !== undefined) await endClient(last);
    },
  };
}

function isClosed(server: string) {
  return unavailable(server, 0, 'the connection was closed by its host');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = systemClock.after(ms, done);
    function done(): void {
      stop();
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
