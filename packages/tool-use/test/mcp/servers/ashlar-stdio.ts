import { mcpServer } from '../../../src/mcp/index.ts';
import { clerk, double, pay, whoami } from './ashlar.ts';

// Started as a process: serves tools and an agent of ours over stdio.
const principal = { tenant: 'acme', subject: 'ann', groups: [] };
await mcpServer({
  name: 'ashlar',
  version: '1',
  tools: [double, pay, whoami],
  agents: [clerk],
}).stdio({ principal });
