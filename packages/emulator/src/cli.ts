#!/usr/bin/env node
import { startCli } from './start-cli.ts';

await startCli(process.argv.slice(2));
