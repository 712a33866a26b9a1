import { writeSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { soaking } from '../crash/support/sample.ts';
import { table } from '../crash/support/table.ts';
import { callsOf, findingsOf, overshootOf, usedPart } from './budget-findings.ts';
import { type PlanOptions, planOf } from './budget-plan.ts';
import { type Played, play } from './budget-schedule.ts';

const seed = Number(process.env.ASHLAR_SEED ?? 20261121);
const schedules = soaking ? 250 : 40;
const kinds: Readonly<Record<string, PlanOptions>> = {
  'ordinary text, tight cap': { ordinary: true, tight: true },
  'ordinary text, roomy cap': { ordinary: true, tight: false },
  'everything, tight cap': { ordinary: false, tight: true },
  'everything, roomy cap': { ordinary: false, tight: false },
};
const played = new Map<string, readonly Played[]>();

describe.each(Object.entries(kinds))('a tree of runs under a budget: %s', (kind, options) => {
  test(`keeps its limits, holds nothing at its end and does not hang in ${schedules} random schedules`, async () => {
    const all: Played[] = [];
    for (let index = 0; index < schedules; index += 1) {
      const one = await play(planOf(seed + index, options));
      all.push(one);
      expect({ seed: seed + index, findings: findingsOf(one) }).toEqual({
        seed: seed + index,
        findings: [],
      });
    }
    played.set(kind, all);
  }, 600_000);
});

test('most of a tight cap is used on ordinary text', () => {
  const all = played.get('ordinary text, tight cap') ?? [];
  expect(mean(all.map(usedPart))).toBeGreaterThanOrEqual(0.85);
});

afterAll(() => {
  const rows = [...played].map(([kind, all]) => {
    const used = all.map(usedPart).sort((a, b) => a - b);
    const part = (value: number | undefined): string => (value ?? Number.NaN).toFixed(2);
    return [
      kind,
      all.length,
      part(mean(used)),
      part(used[Math.floor(used.length / 10)]),
      part(mean(all.map((one) => callsOf(one).served))),
      part(mean(all.map((one) => callsOf(one).starved))),
      all.filter((one) => overshootOf(one) > 0).length,
      part(Math.max(...all.map(overshootOf))),
    ];
  });
  const heading = ['schedules', 'count', 'used', 'p10', 'calls served', 'children starved'];
  writeSync(1, `\n${table([...heading, 'over, reported', 'worst'], rows)}\n`);
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
