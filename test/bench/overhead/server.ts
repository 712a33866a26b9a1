// A Bedrock on loopback that costs little, in a process of its own so that its work is not counted. Model `rag` answers
// as simple RAG is asked to, `plain` in plain words. /received says when the last request began: node server.ts <deltas>
import { createServer } from 'node:http';
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

function stream(before: string, after: string): Buffer {
  const delta = (text: string) =>
    event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
  const words = delta('dressed stone, ');
  return Buffer.concat([
    event('messageStart', { role: 'assistant' }),
    delta(before),
    ...new Array<Buffer>(deltas - 2).fill(words),
    delta(after),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason }),
    event('metadata', { usage, metrics }),
  ]);
}

const replies: Readonly<Record<string, string | Buffer>> = {
  '/model/plain/converse': answer('A hewn one.'),
  '/model/plain/converse-stream': stream('A', '.'),
  '/model/rag/converse': answer(`${begin}A hewn one.${end}`),
  '/model/rag/converse-stream': stream(begin, end),
};

let last = 0;
const server = createServer((request, response) => {
  const { url = '' } = request;
  const receivedAt = performance.timeOrigin + performance.now();
  request.resume().on('end', () => {
    if (url === '/received') return response.end(String(last));
    last = receivedAt;
    const streamed = url.endsWith('-stream');
    const type = streamed ? 'application/vnd.amazon.eventstream' : 'application/json';
    return response.writeHead(200, { 'content-type': type }).end(replies[url]);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
