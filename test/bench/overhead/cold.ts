// A fresh process up to its first request: node cold.js <client> <endpoints> [zod]; prints milliseconds and memory as JSON.
import { clients } from './clients.ts';
import type { Endpoints } from './endpoints.ts';

const [client = '', given = '', zod] = process.argv.slice(2);
const endpoints: Endpoints = JSON.parse(given);
const begun = performance.now();
if (zod !== undefined) await import('zod');
const open = await clients[client]?.();
const importMs = performance.now() - begun;
await (await open?.(endpoints))?.call();
const rssMb = process.memoryUsage().rss / 1e6;
const receivedAt = Number(await (await fetch(`${endpoints.http1}/received`)).text());
const firstRequestMs = receivedAt - performance.timeOrigin;
console.log(JSON.stringify({ importMs, firstRequestMs, rssMb }));
process.exit();
