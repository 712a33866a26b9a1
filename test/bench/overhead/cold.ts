// A fresh process up to its first request: node cold.js <client> <endpoint> [zod]; prints milliseconds as JSON.
import { clients } from './clients.ts';

const [client = '', endpoint = '', zod] = process.argv.slice(2);
const begun = performance.now();
if (zod !== undefined) await import('zod');
const open = await clients[client]?.();
const importMs = performance.now() - begun;
await (await open?.(endpoint))?.call();
const receivedAt = Number(await (await fetch(`${endpoint}/received`)).text());
console.log(JSON.stringify({ importMs, firstRequestMs: receivedAt - performance.timeOrigin }));
process.exit();
