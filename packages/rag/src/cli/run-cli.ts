import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunOptions } from '@ashlar/core';
import { compare, type Patterns } from '../compare/compare.ts';
import { formatScores } from '../compare/format-scores.ts';
import { readCases } from '../compare/read-cases.ts';

const USAGE = `ashlar-rag compare <module> <cases.jsonl> [--json]

<module> exports by default { patterns: { name: agent, … }, options?: { principal, budget, … } }, or a function that gives it, also
later; the first pattern is what the others are held against. Each line of <cases.jsonl>: { "question", "sources"?, "contains"?, "answerable"? }.`;

interface Comparison {
  readonly patterns: Patterns;
  readonly options?: RunOptions;
}

/** Runs the command line; resolves to the exit code. What goes wrong is one sentence for a person. */
export async function runCli(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: args.filter((arg, i) => !(i === 0 && arg === '--')),
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const [command, module, file] = positionals;
    if (values.help || command !== 'compare' || module === undefined || file === undefined) {
      console.error(USAGE);
      return values.help ? 0 : 2;
    }
    const cases = readCases(readFileSync(file, 'utf8'));
    const { patterns, options } = await load(module);
    const scores = await compare(patterns, cases, options);
    if (values.json) for (const score of scores) console.log(JSON.stringify(score));
    else console.log(formatScores(scores));
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

/** Loaded with `require`, which takes TypeScript and ES modules but no top-level `await`: hence the function. */
async function load(file: string): Promise<Comparison> {
  const path = resolve(file);
  const { default: given }: { readonly default?: unknown } = createRequire(path)(path);
  const comparison: unknown = typeof given === 'function' ? await given() : given;
  if (isComparison(comparison)) return comparison;
  throw new Error(
    `${file} has to export by default { patterns: { name: agent, … } }, or a function that gives it.`,
  );
}

function isComparison(value: unknown): value is Comparison {
  if (typeof value !== 'object' || value === null || !('patterns' in value)) return false;
  const { patterns } = value;
  return typeof patterns === 'object' && patterns !== null && Object.keys(patterns).length > 0;
}
