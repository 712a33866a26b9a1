import { systemClock } from '@ashlar/core';
import type { Client } from '@modelcontextprotocol/client';

const patienceMs = 1_000;

/** Closes a connection, and its session at the server where there is one, so that the server need not wait for its end. */
export async function endClient(client: Client): Promise<void> {
  const { transport } = client;
  if (transport !== undefined && 'terminateSession' in transport) {
    let stop = (): void => {};
    const late = new Promise<void>((resolve) => {
      stop = systemClock.after(patienceMs, resolve);
    });
    const { terminateSession } = transport as { terminateSession(): Promise<void> };
    // A server that went away has no session either.
    await Promise.race([terminateSession.call(transport).catch(() => {}), late]);
    stop();
  }
  await client.close();
}
