// A Bedrock on loopback that costs little, in a process of its own so that its work is not counted. Model `rag` answers as simple
// RAG is asked to, `plain` in plain words; the stream of `cut` ends before messageStop, that of `stall` never. /received says when
// the last request began, /open how many streams that stall are open: node server.ts <deltas>
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createServer2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { event } from '../../../packages/bedrock/test/support/frame.ts';

const deltas = Number(process.argv[2]);

const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const metrics = { latencyMs: 1 };
const stopReason = 'end_turn';
const cited = { passage: 1, quote: 'Ashlar is finely dressed stone' };

/** What RAG is told, around the words of its one statement. */
const [begin, end] = JSON.stringify({
  answerable: true,
  statements: [{ text: '|', citations: [cited] }],
}).split('|') as [string, string];

function answer(text: string): string {
  const message = { role: 'assistant', content: [{ text }] };
  return JSON.stringify({ output: { message }, stopReason, usage, metrics });
}

const delta = (text: string): Buffer =>
  event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
const start = event('messageStart', { role: 'assistant' });

function stream(before: string, after: string): Buffer {
  const words = delta('dressed stone, ');
  return Buffer.concat([
    start,
    delta(before),
    ...new Array<Buffer>(deltas - 2).fill(words),
    delta(after),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason }),
    event('metadata', { usage, metrics }),
  ]);
}

const unfinished = Buffer.concat([start, delta('A '), delta('hewn ')]);

const replies: Readonly<Record<string, string | Buffer>> = {
  '/model/plain/converse': answer('A hewn one.'),
  '/model/plain/converse-stream': stream('A', '.'),
  '/model/rag/converse': answer(`${begin}A hewn one.${end}`),
  '/model/rag/converse-stream': stream(begin, end),
  '/model/cut/converse-stream': unfinished,
};

let last = 0;
let open = 0;

function serve(request: IncomingMessage, response: ServerResponse): void {
  const { url = '' } = request;
  const receivedAt = performance.timeOrigin + performance.now();
  request.resume().on('end', () => {
    if (url === '/received') return response.end(String(last));
    if (url === '/open') return response.end(String(open));
    last = receivedAt;
    const streamed = url.endsWith('-stream');
    const type = streamed ? 'application/vnd.amazon.eventstream' : 'application/json';
    response.writeHead(200, { 'content-type': type });
    if (url !== '/model/stall/converse-stream') return response.end(replies[url]);
    open += 1;
    response.once('close', () => {
      open -= 1;
    });
    return response.write(unfinished);
  });
}

const http1 = createServer(serve);
// The compatible interface of HTTP/2 is what this server uses of HTTP/1.1.
const http2 = createServer2(serve as never);
const listening = [http1, http2].map(
  (server) =>
    new Promise<string>((resolve) => {
      server.listen(0, '127.0.0.1', () =>
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
      );
    }),
);
process.on('disconnect', () => process.exit());
const [first = '', second = ''] = await Promise.all(listening);
process.send?.({ http1: first, http2: second });
