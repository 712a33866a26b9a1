// What a client does with bad streams, in a process of its own: node endurance.js <client> <endpoints> <calls> <streams>; JSON.
import { clients } from './clients.ts';
import type { Endpoints } from './endpoints.ts';

/** What a client does with bad streams. */
export interface Endurance {
  /** What became of a stream that was cut before messageStop: an error, or passed off as whole. */
  readonly cutStream: 'error' | 'passed';
  /** Streams that could be left after their first piece, of 200, before nothing moved for five seconds. */
  readonly left: number;
  /** Of those, how many the server still held open afterwards. */
  readonly heldOpen: number;
  /** Whether a call worked afterwards, within five seconds. */
  readonly callAfterwards: boolean;
  /** After calls and streams. */
  readonly rssMb: number;
}

const wanted = 200;
const [name = '', given = '', calls, streams] = process.argv.slice(2);
const endpoints: Endpoints = JSON.parse(given);
// Some of the errors come to nobody's ears: here they must not end the process.
process.on('unhandledRejection', () => {});
const client = await (await clients[name]?.())?.(endpoints);
if (client?.leave === undefined) throw new Error(`${name} does not leave streams.`);

for (let index = 0; index < Number(calls); index += 1) await client.call();
for (let index = 0; index < Number(streams); index += 1) await client.watch();
const rssMb = process.memoryUsage().rss / 1e6;
const cutStream = await client.watch('cut').then(
  () => 'passed' as const,
  () => 'error' as const,
);
let left = 0;
while (left < wanted && (await soon(client.leave('stall')))) left += 1;
const callAfterwards = await soon(client.call());
const heldOpen = Number(await (await fetch(`${endpoints.http1}/open`)).text());
const found: Endurance = { cutStream, left, heldOpen, callAfterwards, rssMb };
console.log(JSON.stringify(found));
process.exit();

async function soon(work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), 5000);
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
