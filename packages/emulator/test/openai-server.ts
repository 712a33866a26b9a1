import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface OpenAiServer {
  readonly url: string;
  readonly bodies: Record<string, unknown>[];
  readonly paths: string[];
  readonly headers: IncomingMessage['headers'][];
  /** Answers whose client has left. */
  readonly left: () => number;
}

/** A small real server that is told how to answer `/v1/chat/completions` and `/v1/embeddings`. */
export async function openAiServer(
  answer: (response: ServerResponse, body: Record<string, unknown>) => void,
): Promise<OpenAiServer> {
  const bodies: Record<string, unknown>[] = [];
  const paths: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  let left = 0;
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text);
    bodies.push(body);
    paths.push(request.url ?? '');
    headers.push(request.headers);
    response.once('close', () => {
      if (!response.writableFinished) left += 1;
    });
    answer(response, body);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, bodies, paths, headers, left: () => left };
}

export function json(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** Server-sent events, cut into odd pieces to try the reader. */
export function events(response: ServerResponse, chunks: readonly unknown[], done = true): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const text = chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('');
  const bytes = Buffer.from(`: hello\n\n${text}${done ? 'data: [DONE]\n\n' : ''}`);
  for (let from = 0; from < bytes.length; from += 7) response.write(bytes.subarray(from, from + 7));
  response.end();
}

export const delta = (given: object, finish_reason: string | null = null): object => ({
  model: 'served-name',
  choices: [{ index: 0, delta: given, finish_reason }],
});
