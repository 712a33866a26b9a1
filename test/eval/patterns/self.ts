import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { supportedBy } from '@ashlar/rag';
import { critiqueByWords } from '@ashlar/rag/offline';
import { sentences } from '@ashlar/text';
import { rows, sample } from '../../data/collections.ts';
import { round } from './bench.ts';
import type { EvalOptions, Line } from './patterns.ts';

/** Support that a statement needs to stay, as in `selfRag`. */
const MINIMUM = 0.6;

/** Sentences with a context and a label: what the pattern's check of support drops, and what the cheap part of it settles. */
export async function self({ data, limit }: EvalOptions): Promise<readonly Line[]> {
  const folder = join(data, 'guardrails');
  const file = readdirSync(folder).find((name) => /^grounding.*\.jsonl$/.test(name));
  if (file === undefined) throw new Error(`${folder} has no grounding set.`);
  const cases = sample(rows(join(folder, file)), 20 * limit).map((row) => {
    const text = String(row.context);
    const answer = String(row.answer);
    const statements = sentences(answer).map(({ start, end }) => answer.slice(start, end));
    const stays = (statement: string): boolean => {
      const cheap = supportedBy(statement, text);
      if (cheap !== 'doubtful') return cheap === 'yes';
      const passage = { id: 1, source: 'context', text };
      return critiqueByWords({ question: statement, statement, passage }).support >= MINIMUM;
    };
    return {
      unsupported: row.label === 1,
      settled: statements.every((statement) => supportedBy(statement, text) !== 'doubtful'),
      dropped: !statements.every(stays),
    };
  });
  const unsupported = cases.filter((one) => one.unsupported);
  const supported = cases.filter((one) => !one.unsupported);
  const share = (list: readonly unknown[], of: readonly unknown[]) =>
    round(list.length / of.length);
  return [
    {
      pattern: 'self',
      set: 'grounding',
      answers: cases.length,
      unsupportedDropped: share(
        unsupported.filter(({ dropped }) => dropped),
        unsupported,
      ),
      supportedDropped: share(
        supported.filter(({ dropped }) => dropped),
        supported,
      ),
      settledWithoutAsking: share(
        cases.filter(({ settled }) => settled),
        cases,
      ),
      simpleUnsupportedDropped: 0,
    },
  ];
}
