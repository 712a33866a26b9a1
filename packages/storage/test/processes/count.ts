// Adds 1 to a counter and to a capped one, as often as it is told; prints how often the cap let it.
import { openStore } from './open-store.ts';

const [kind = '', where = '', times = '', cap = ''] = process.argv.slice(2);
const store = await openStore(kind, where);
let admitted = 0;
for (let i = 0; i < Number(times); i += 1) {
  await store.counters.add({ tenant: 'acme', path: ['free'] }, 1);
  const options = { cap: Number(cap) };
  const { added } = await store.counters.add({ tenant: 'acme', path: ['capped'] }, 1, options);
  if (added) admitted += 1;
}
await store.close();
console.log(JSON.stringify(admitted));
