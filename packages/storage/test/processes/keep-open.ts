// Reads a log and a value, keeps the store open and, for each line on stdin, prints what it reads now.
import { createInterface } from 'node:readline';
import { sqliteStore } from '../../src/sqlite/index.ts';
import { sharedKey } from './open-logs.ts';

const store = await sqliteStore({ file: process.argv[2] ?? '', synchronous: 'off' });
const look = async (): Promise<void> => {
  console.log(JSON.stringify(await store.log(sharedKey).read()).length);
};
await look();
for await (const _ of createInterface({ input: process.stdin })) await look();
