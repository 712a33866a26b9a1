/**
 * Measures repairJson on shared/data/json-repair: cases of jsonrepair, json_repair and BAML, each with the opinion of its library.
 *
 *   node test/eval/json-repair.ts [--data DIR] [--json] [--misses]
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import type { Json, JsonSchema } from '../../packages/core/src/json/json.ts';
import { repairJson } from '../../packages/core/src/json/repair.ts';

interface Case {
  readonly id: string;
  readonly source: string;
  readonly input: string;
  readonly outcome: 'value' | 'error';
  readonly expected?: Json;
  readonly schema?: JsonSchema;
  readonly partial?: boolean;
  readonly jsonrepair_3_15_agrees?: boolean;
}

interface Share {
  of: number;
  equal: number;
}

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, '../../../shared/data') },
    json: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
  },
});
const file = join(options.data, 'json-repair', 'dev-cases.jsonl');
if (!existsSync(file)) {
  console.log(`SKIPPED json-repair: no ${file}`);
  process.exit(0);
}
const cases = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Case);

/** Whether the outcome equals the expected one. `repairJson` gives what the source expects, or refuses where it does. */
function matches(one: Case, schema: JsonSchema | undefined): boolean {
  const result = repairJson(one.input, schema);
  if (!result.ok) return one.outcome === 'error';
  return one.outcome === 'value' && isDeepStrictEqual(result.value, one.expected);
}

const shares = new Map<string, Share>();
function count(name: string, equal: boolean): void {
  const share = shares.get(name) ?? { of: 0, equal: 0 };
  share.of += 1;
  share.equal += equal ? 1 : 0;
  shares.set(name, share);
}

for (const one of cases) {
  const equal = matches(one, one.schema);
  count(`${one.source}, with its schema where it has one`, equal);
  count(`${one.source}, without schema`, matches(one, undefined));
  if (one.schema !== undefined) count('schema cases', equal);
  if (one.schema !== undefined && !one.partial) count('schema cases that are not streaming', equal);
  if (one.jsonrepair_3_15_agrees) count('agreed', equal);
  if (one.jsonrepair_3_15_agrees && one.source !== 'jsonrepair')
    count('agreed, of json_repair and BAML', equal);
  if (!equal && options.misses) {
    console.log(
      one.jsonrepair_3_15_agrees ? 'agreed' : '      ',
      one.id,
      JSON.stringify(one.input),
    );
    console.log('  expected', one.outcome === 'error' ? 'an error' : JSON.stringify(one.expected));
    console.log('  got     ', JSON.stringify(repairJson(one.input, one.schema)));
  }
}

const rounds = 20;
const size = cases.reduce((sum, one) => sum + one.input.length, 0) / 1000;
const start = performance.now();
for (let round = 0; round < rounds; round += 1)
  for (const one of cases) repairJson(one.input, one.schema);
const microsecondsPerKb = ((performance.now() - start) * 1000) / rounds / size;

const report = Object.fromEntries(
  [...shares].map(([name, { of, equal }]) => [
    name,
    { of, equal, share: Number((equal / of).toFixed(4)) },
  ]),
);
if (options.json)
  console.log(
    JSON.stringify({ ...report, microsecondsPerKb: Math.round(microsecondsPerKb) }, null, 2),
  );
else {
  console.table(report);
  console.log(`${microsecondsPerKb.toFixed(0)} µs per kB`);
}
