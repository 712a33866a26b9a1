/**
 * Measures the check `pii` on shared/data/guardrails/pii.*.jsonl beside seven naive regular expressions: one line of JSON per
 * set and system. A finding is right when it touches any gold span; a gold span is found when 80 % of it is covered.
 *
 *   node test/eval/pii.ts [--data DIR] [--misses] [--rounds 5]
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { detachedContext, type Span } from '../../packages/core/src/index.ts';
import { pii } from '../../packages/guardrails/src/index.ts';
import { naivePii } from './pii/naive-pii.ts';
import { type PiiRow, score } from './pii/score.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, '../../../shared/data') },
    misses: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
  },
});
// The folder of the sets, or the one above it.
const folder = [join(options.data, 'guardrails'), options.data].find(existsSync) ?? options.data;
const files = existsSync(folder)
  ? readdirSync(folder).filter((name) => /^pii.*\.jsonl$/.test(name))
  : [];
if (files.length === 0) console.log(`SKIPPED pii: no pii*.jsonl in ${folder}`);

const check = pii();
const context = { ...detachedContext(), stage: 'input' } as const;

async function byCheck(text: string): Promise<readonly Span[]> {
  const part = { part: { type: 'text', text }, origin: 'user', index: 0 } as const;
  const verdicts = await check.inspect([part], context);
  return verdicts.flatMap(({ span }) => span ?? []);
}

for (const file of files) {
  const rows = readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PiiRow);
  const systems = { '@ashlar/guardrails pii': byCheck, 'seven naive regexes': naivePii };
  for (const [system, find] of Object.entries(systems)) {
    const found = new Map<string, readonly Span[]>();
    const rounds = Number(options.rounds);
    const start = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      for (const row of rows) found.set(row.id, await find(row.text));
    }
    const rowsPerSecond = Math.round((rows.length * rounds * 1000) / (performance.now() - start));
    const { misses, ...figures } = score(rows, found);
    console.log(JSON.stringify({ set: file, system, ...figures, rowsPerSecond }));
    if (options.misses && find === byCheck) for (const miss of misses) console.log(miss);
  }
}
