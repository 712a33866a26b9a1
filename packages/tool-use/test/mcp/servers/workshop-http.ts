import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { workshop } from './workshop.ts';

// Started as a process: port (0 for any) and log file are its arguments; it writes the port that it has.
const [port, log] = process.argv.slice(2);
const sessions = new Map<string, NodeStreamableHTTPServerTransport>();

const http = createServer(async (request, response) => {
  const id = request.headers['mcp-session-id'];
  const known = typeof id === 'string' ? sessions.get(id) : undefined;
  if (id !== undefined && known === undefined) return void response.writeHead(404).end();
  if (known !== undefined) return known.handleRequest(request, response);
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (own) => void sessions.set(own, transport),
  });
  await workshop(log).connect(transport);
  await transport.handleRequest(request, response);
});
http.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${(http.address() as AddressInfo).port}\n`);
});
