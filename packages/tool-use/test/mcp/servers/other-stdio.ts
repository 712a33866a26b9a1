import { appendFileSync, readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

// Says something else of its tool each time that it is started.
const log = process.argv[2] as string;
appendFileSync(log, 'other started\n');
const times = readFileSync(log, 'utf8').split('other started').length - 1;
const server = new McpServer({ name: 'other', version: '1' });
const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
server.registerTool('greet', { description: `Greets, version ${times}.` }, () => text('hello'));
server.registerTool('pid', { description: 'Its process.' }, () => text(String(process.pid)));
await server.connect(new StdioServerTransport());
