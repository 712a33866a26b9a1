import type { PatternScore } from './compare.ts';

const COLUMNS: readonly (readonly [string, (score: PatternScore) => string])[] = [
  ['pattern', ({ pattern }) => pattern],
  ['right', ({ right }) => right.toFixed(2)],
  ['better/worse', ({ better, worse }) => `+${better} -${worse}`],
  ['answered', ({ answered }) => answered.toFixed(2)],
  ['grounded', ({ grounded }) => grounded.toFixed(2)],
  ['calls', ({ callsPerQuestion }) => callsPerQuestion.toFixed(1)],
  ['tokens', ({ tokensPerQuestion }) => tokensPerQuestion.toFixed(0)],
  ['usd', ({ usdPerQuestion }) => usdPerQuestion?.toFixed(5) ?? 'no price'],
  [
    'not completed',
    ({ ended }) =>
      Object.entries(ended)
        .map((one) => one.join(' '))
        .join(', '),
  ],
];

/** Scores as a table for a terminal; calls, tokens and dollars are per question. */
export function formatScores(scores: readonly PatternScore[]): string {
  const rows = [
    COLUMNS.map(([title]) => title),
    ...scores.map((score) => COLUMNS.map(([, cell]) => cell(score))),
  ];
  const widths = COLUMNS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
