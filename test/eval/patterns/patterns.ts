import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { adaptive } from './adaptive.ts';
import { agentic } from './agentic.ts';
import { branched } from './branched.ts';
import { conversational } from './conversational.ts';
import { corrective } from './corrective.ts';
import { self } from './self.ts';

const USAGE =
  'pnpm eval patterns --data DIR [--patterns branched,corrective,…] [--limit N] [--json]';

export interface EvalOptions {
  readonly data: string;
  /** Questions per set. */
  readonly limit: number;
}

/** One line of the table: a pattern on a set, beside what it is compared with. */
export type Line = Readonly<Record<string, string | number | boolean>>;

const EVALS: Readonly<Record<string, (options: EvalOptions) => Promise<readonly Line[]>>> = {
  branched,
  corrective,
  adaptive,
  self,
  conversational,
  agentic,
};

/** Prints one line per pattern and set; resolves to the exit code. */
export async function patterns(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given[0] === '--' ? given.slice(1) : given,
    options: {
      data: { type: 'string' },
      patterns: { type: 'string' },
      limit: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
    },
  });
  const names = values.patterns?.split(',') ?? Object.keys(EVALS);
  const unknown = names.find((name) => !Object.hasOwn(EVALS, name));
  if (values.data === undefined || unknown !== undefined) {
    console.error(unknown === undefined ? USAGE : `There is no pattern ${unknown}. ${USAGE}`);
    return 1;
  }
  const options = { data: resolve(values.data), limit: Number(values.limit) };
  for (const name of names) {
    for (const line of (await EVALS[name]?.(options)) ?? []) {
      const full = { eval: 'patterns', engine: 'offline rules, not model quality', ...line };
      console.log(values.json ? JSON.stringify(full) : describe(line));
    }
  }
  return 0;
}

function describe(line: Line): string {
  return Object.entries(line)
    .map(([name, value]) => `${name} ${value}`)
    .join('  ');
}
