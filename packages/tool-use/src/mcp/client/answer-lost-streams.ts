import { systemClock } from '@ashlar/core';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** The code of the error that stands for an answer that will not come. None of JSON-RPC's own. */
export const streamLost = -32_099;

// An answer that came just before the end of its stream is still on its way through the SDK.
const graceMs = 20;

/**
 * Lets requests fail whose stream ended without an answer, as when the server dies: the SDK tells only its transport, and the request
 * would wait for its timeout. Of a request that was answered the SDK ignores it.
 */
export function answerLostStreams(transport: StreamableHTTPClientTransport): void {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    const ids = [message].flat().flatMap((one) => ('method' in one && 'id' in one ? [one.id] : []));
    return send(message, {
      ...options,
      onRequestStreamEnd() {
        options?.onRequestStreamEnd?.();
        systemClock.after(graceMs, () => {
          for (const id of ids) {
            const error = { code: streamLost, message: 'The stream ended without an answer.' };
            transport.onmessage?.({ jsonrpc: '2.0', id, error });
          }
        });
      },
    });
  };
}
