import { expect, test } from 'vitest';
import { postingTable } from '../src/postings.ts';

test('holds the documents of a term, none, one or many, after any history', () => {
  const table = postingTable();
  const plain: Map<number, number>[] = [];
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  for (let slot = 0; slot < 3000; slot += 1) {
    // More terms than the columns begin with.
    expect(table.addTerm()).toBe(plain.push(new Map()) - 1);
    const term = plain.length - 1 - random(Math.min(4, plain.length));
    const count = 1 + random(5);
    table.append(term, slot, count);
    plain[term]?.set(slot, count);
    const other = plain.length - 1 - random(Math.min(4, plain.length));
    const gone = slot - random(4);
    table.remove(other, gone);
    plain[other]?.delete(gone);
  }
  expect(new Set(plain.map(({ size }) => Math.min(size, 2)))).toEqual(new Set([0, 1, 2]));
  plain.forEach((held, term) => {
    const { slots, counts } = table.get(term);
    expect([slots, counts, table.lengthOf(term)]).toEqual([
      [...held.keys()],
      [...held.values()],
      held.size,
    ]);
  });
});
