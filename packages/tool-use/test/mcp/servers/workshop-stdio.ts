import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { workshop } from './workshop.ts';

// Started as a process: the log file is its one argument.
await workshop(process.argv[2]).connect(new StdioServerTransport());
