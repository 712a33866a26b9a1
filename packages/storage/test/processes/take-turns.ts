// Enters a room that holds one, under a lease, and writes down when it comes and goes.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from './open-store.ts';

const [kind = '', where = '', diary = '', times = ''] = process.argv.slice(2);
const store = await openStore(kind, where);
for (let turns = 0; turns < Number(times); ) {
  const lease = await store.leases.acquire({ tenant: 'acme', path: ['room'] }, 10_000);
  if (lease === null) {
    await sleep(1 + Math.random() * 3);
    continue;
  }
  appendFileSync(diary, `in ${lease.token}\n`);
  await sleep(1);
  appendFileSync(diary, `out ${lease.token}\n`);
  if (await store.leases.release(lease)) turns += 1;
}
await store.close();
console.log('null');
