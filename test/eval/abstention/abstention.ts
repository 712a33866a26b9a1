import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ANSWERABLE } from '@ashlar/rag';
import { PLACES, readDataSet } from './data-set.ts';
import { auroc, balanced, type Judged, rateAt } from './metrics.ts';
import { scoreDataSet } from './score-data-set.ts';

const USAGE =
  'pnpm eval abstention --data DIR [--sets aws-docs-qa,scifact,xquad-en] [--limit N] [--json]';

/** The balanced point of the evidence score, which is calibrated; idf-coverage gets the best threshold it can have. */
const BALANCED = 0.5;

/** Prints one line per set; resolves to the exit code. */
export async function abstention(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given[0] === '--' ? given.slice(1) : given,
    options: {
      data: { type: 'string' },
      sets: { type: 'string' },
      limit: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
    },
  });
  const names = values.sets?.split(',') ?? ['aws-docs-qa', 'scifact', 'xquad-en'];
  const unknown = names.find((name) => !Object.hasOwn(PLACES, name));
  if (values.data === undefined || unknown !== undefined) {
    console.error(unknown === undefined ? USAGE : `There is no set ${unknown}. ${USAGE}`);
    return 1;
  }
  const scored: { readonly name: string; readonly cases: readonly Judged[] }[] = [];
  for (const name of names) {
    const set = readDataSet(resolve(values.data), name, Number(values.limit));
    scored.push({ name, cases: await scoreDataSet(set) });
  }
  const coverageThreshold = bestThreshold(scored.map(({ cases }) => cases));
  for (const { name, cases } of scored) {
    const line = {
      eval: 'abstention',
      set: name,
      questions: cases.length / 2,
      auroc: round(auroc(cases, 'evidence')),
      aurocIdfCoverage: round(auroc(cases, 'coverage')),
      balancedAccuracy: round(balanced(cases, 'evidence', BALANCED)),
      balancedAccuracyIdfCoverage: round(balanced(cases, 'coverage', coverageThreshold)),
      threshold: ANSWERABLE,
      answered: round(rateAt(cases, ANSWERABLE).answered),
      refused: round(rateAt(cases, ANSWERABLE).refused),
      curve: [0.15, 0.22, 0.3, 0.4, 0.5, 0.6].map((threshold) => {
        const { answered, refused } = rateAt(cases, threshold);
        return { threshold, answered: round(answered), refused: round(refused) };
      }),
    };
    if (values.json) console.log(JSON.stringify(line));
    else console.log(describe(line));
  }
  return 0;
}

/** The one threshold with which plain idf-coverage is best on all sets together: found on the very data it is measured on. */
function bestThreshold(sets: readonly (readonly Judged[])[]): number {
  const candidates = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const worth = (threshold: number) =>
    sets.reduce((sum, cases) => sum + balanced(cases, 'coverage', threshold), 0);
  return candidates.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}

function describe(line: {
  readonly set: string;
  readonly questions: number;
  readonly auroc: number;
  readonly aurocIdfCoverage: number;
  readonly balancedAccuracy: number;
  readonly balancedAccuracyIdfCoverage: number;
  readonly curve: readonly { threshold: number; answered: number; refused: number }[];
}): string {
  const curve = line.curve.map((at) => `${at.threshold}: ${at.answered}/${at.refused}`).join('  ');
  return `${line.set} (${line.questions}): AUROC ${line.auroc} (idf-coverage ${line.aurocIdfCoverage}), balanced accuracy ${line.balancedAccuracy} (${line.balancedAccuracyIdfCoverage}); answered/refused at ${curve}`;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
