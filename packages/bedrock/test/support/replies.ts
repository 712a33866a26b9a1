import { event } from './frame.ts';
import type { Reply } from './server.ts';

const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };

/** A unary Converse reply with these blocks. */
export function answer(content: readonly object[], more: object = {}): Reply {
  return json(200, {
    output: { message: { role: 'assistant', content } },
    stopReason: 'end_turn',
    usage,
    metrics: { latencyMs: 7 },
    ...more,
  });
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-amzn-requestid': 'request-1',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** An error as the service sends it. */
export function failure(
  status: number,
  type: string,
  body: object = { message: 'as scripted' },
  headers: Record<string, string> = {},
): Reply {
  return json(status, body, { ...(type !== '' && { 'x-amzn-errortype': type }), ...headers });
}

export type End = 'end' | 'reset' | 'stall';

/** A stream of these frames, that then ends, is cut or says nothing more. */
export function frames(list: readonly Buffer[], end: End = 'end'): Reply {
  return (response) => {
    response.writeHead(200, {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': 'request-1',
    });
    response.write(Buffer.concat(list), () => {
      if (end === 'end') response.end();
      if (end === 'reset') response.socket?.resetAndDestroy();
    });
    if (list.length === 0) response.flushHeaders();
  };
}

export const start: Buffer = event('messageStart', { role: 'assistant' });
export const metadata: Buffer = event('metadata', { usage, metrics: { latencyMs: 7 } });

export function text(piece: string, contentBlockIndex = 0): Buffer {
  return event('contentBlockDelta', { contentBlockIndex, delta: { text: piece } });
}

export function stop(contentBlockIndex = 0): Buffer {
  return event('contentBlockStop', { contentBlockIndex });
}

export function messageStop(stopReason = 'end_turn', more: object = {}): Buffer {
  return event('messageStop', { stopReason, ...more });
}

/** A whole stream that says "Hello world". */
export const hello: readonly Buffer[] = [
  start,
  text('Hello'),
  text(' world'),
  stop(),
  messageStop(),
  metadata,
];
