import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { leftoversOf } from '../kernel/support/leftovers.ts';

const script = fileURLToPath(new URL('./soak.ts', import.meta.url));
const soak = process.env.ASHLAR_SOAK === '1';

test.concurrent.each([
  ['turns', 200],
  ['aborts', 100],
  ['timeouts', 100],
] as const)('%s leave no timer, no handle, no rejection and no heap', async (job, count) => {
  const times = soak ? count * 10 : count;
  const { grown, left, rejections } = await leftoversOf(script, job, times, 60_000);
  expect({ left, rejections }).toEqual({ left: [], rejections: [] });
  expect(grown).toBeLessThan(700_000);
});
