// CPU of clients under load, in turns: node load.js <endpoints> <rounds> <deltas> <client…>; prints medians as JSON.
import { clients } from './clients.ts';
import { median } from './median.ts';

const [endpoints = '', rounds, deltas, ...names] = process.argv.slice(2);
const calls = 100;
const warmUp = 5;

const taken = new Map<string, { call: number[]; event: number[] }>();
const opened = await Promise.all(
  names.map(async (name) => {
    const open = await clients[name]?.();
    if (open === undefined) throw new Error(`There is no client ${name}.`);
    taken.set(name, { call: [], event: [] });
    return [name, await open(JSON.parse(endpoints))] as const;
  }),
);
for (let round = -warmUp; round < Number(rounds); round += 1) {
  for (const [name, client] of opened) {
    const call = await cpu(async () => {
      for (let index = 0; index < calls; index += 1) await client.call();
    });
    if (round >= 0) taken.get(name)?.call.push(call / calls);
  }
  for (const [name, client] of opened) {
    const event = await cpu(async () => {
      const shown = await client.watch();
      if (shown !== Number(deltas)) throw new Error(`${name} showed ${shown} of ${deltas} deltas.`);
    });
    if (round >= 0) taken.get(name)?.event.push(event / Number(deltas));
  }
}
const medians = [...taken].map(([name, { call, event }]) => [
  name,
  { cpuMsPerCall: median(call), cpuUsPerEvent: median(event) * 1000 },
]);
console.log(JSON.stringify(Object.fromEntries(medians)));
process.exit();

/** Milliseconds of all threads of this process. */
async function cpu(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
