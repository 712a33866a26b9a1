import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readBfcl } from './tools/bfcl.ts';
import { measureTools, type Share } from './tools/measure.ts';

const data = process.env.ASHLAR_DATA ?? join(import.meta.dirname, '../../../shared/data');
const bfcl = readBfcl(data);
const every = process.env.ASHLAR_SOAK ? 1 : 7;
const sampled = <T>(rows: readonly T[]): readonly T[] =>
  rows.filter((_row, index) => index % every === 0);

it('holds the bars for tools on bfcl', async ({ skip }) => {
  if (bfcl === undefined)
    return skip(`no bfcl in ${data}; set ASHLAR_DATA to the folder of the data sets`);
  const shares = await measureTools(sampled(bfcl.cases), sampled(bfcl.mutations));
  const share = ({ good, of }: Share) => good / of;
  expect(shares.tools.misses).toEqual([]);
  expect(shares.names.misses).toEqual([]);
  expect(share(shares.repaired)).toBeGreaterThanOrEqual(0.98);
  expect(share(shares.invalid)).toBeGreaterThanOrEqual(0.99);
  expect(shares.valid.misses).toEqual([]);
  expect(shares.policy.misses).toEqual([]);
});
