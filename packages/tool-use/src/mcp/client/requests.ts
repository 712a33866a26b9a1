import type { Client, RequestOptions } from '@modelcontextprotocol/client';
import { untilAborted } from '../../openapi/until-aborted.ts';
import { unavailable } from '../errors.ts';
import { failureError, failureOf } from './failure.ts';
import type { Link } from './link.ts';

export interface RequestPlan {
  /** For errors. */
  readonly name: string;
  /** Whether it may be made again when its end is not known. */
  readonly repeatable: boolean;
  /** Milliseconds in all, connecting included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Rejects when it must not be made; called when there is a connection. */
  readonly before?: () => Promise<void>;
}

/** Makes requests over a link that may be lost in between. */
export interface Requests {
  send<T>(
    plan: RequestPlan,
    ask: (client: Client, options: RequestOptions) => Promise<T>,
  ): Promise<T>;
}

/**
 * Settles at once when it is aborted, whether or not the server listens: it is told with `notifications/cancelled`. A request whose
 * connection was lost is made once more when it was certainly not sent, or may be repeated.
 */
export function createRequests(server: string, link: Link): Requests {
  const busy = new Map<Client, number>();
  const lost = new Set<Client>();
  return {
    async send(plan, ask) {
      const { name, repeatable, timeoutMs } = plan;
      const time = AbortSignal.timeout(timeoutMs);
      const signal = AbortSignal.any([plan.signal, time]);
      let sent = false;
      for (let attempt = 0; ; attempt += 1) {
        try {
          const client = await link.client(signal);
          if (plan.before !== undefined) await untilAborted(signal, plan.before());
          sent = true;
          return await attempted(client, signal, timeoutMs, ask);
        } catch (thrown) {
          plan.signal.throwIfAborted();
          if (time.aborted) {
            if (!sent) throw unavailable(server, attempt, `no connection within ${timeoutMs} ms`);
            throw failureError(server, name, { kind: 'unknown', problem: 'timeout' }, repeatable);
          }
          const failure = failureOf(server, name, thrown);
          if (failure.kind === 'answered') throw failure.error;
          const again = failure.kind === 'not-sent' || repeatable;
          if (!again || attempt > 0) {
            if (failure.kind === 'not-sent')
              throw unavailable(server, attempt + 1, 'it went away', thrown);
            throw failureError(server, name, failure, repeatable);
          }
        }
      }
    },
  };

  async function attempted<T>(
    client: Client,
    signal: AbortSignal,
    timeoutMs: number,
    ask: (client: Client, options: RequestOptions) => Promise<T>,
  ): Promise<T> {
    // Ours comes first; this one only keeps the SDK's shorter default away.
    const options: RequestOptions = { signal, timeout: timeoutMs + 1_000 };
    busy.set(client, (busy.get(client) ?? 0) + 1);
    try {
      return await untilAborted(signal, ask(client, options));
    } catch (thrown) {
      if (!signal.aborted && failureOf(server, '', thrown).kind !== 'answered') {
        link.forget(client);
        lost.add(client);
      }
      throw thrown;
    } finally {
      release(client);
    }
  }

  // Others may still be waiting for answers on a connection that failed one.
  function release(client: Client): void {
    const left = (busy.get(client) ?? 1) - 1;
    if (left > 0) return void busy.set(client, left);
    busy.delete(client);
    if (lost.delete(client)) client.close().catch(() => {});
  }
}
