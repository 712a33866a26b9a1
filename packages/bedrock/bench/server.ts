// A Bedrock on loopback in a process of its own, so that its work is not counted: node bench/server.ts
import { createServer } from 'node:http';
import { event } from '../test/support/frame.ts';

const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
const metrics = { latencyMs: 1 };
const answer = JSON.stringify({
  output: { message: { role: 'assistant', content: [{ text: 'A hewn one.' }] } },
  stopReason: 'end_turn',
  usage,
  metrics,
});
const delta = { contentBlockIndex: 0, delta: { text: 'dressed stone, ' } };
const stream = Buffer.concat([
  event('messageStart', { role: 'assistant' }),
  ...Array.from({ length: 5000 }, () => event('contentBlockDelta', delta)),
  event('contentBlockStop', { contentBlockIndex: 0 }),
  event('messageStop', { stopReason: 'end_turn' }),
  event('metadata', { usage, metrics }),
]);

const server = createServer((request, response) => {
  const receivedAt = performance.timeOrigin + performance.now();
  request.resume().on('end', () => {
    if (request.url?.endsWith('/received')) response.end(String(last));
    else if (request.url?.endsWith('converse-stream')) {
      response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' });
      response.end(stream);
    } else {
      last = receivedAt;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(answer);
    }
  });
});
let last = 0;
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
