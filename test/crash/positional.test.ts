import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { examine } from './support/examine.ts';
import { temporaryFolder } from './support/folder.ts';
import { perform } from './support/job.ts';
import { sample, seeded, soaking } from './support/sample.ts';
import { killPoints, runTrial } from './support/trial.ts';

const setting = { store: 'file', positional: true } as const;

// One thing after the other, or concurrency in branches and agents, which have positions of their own.
const positionSuffices = [
  'tool-loop',
  'retry',
  'branch-on-result',
  'clock-and-id-as-steps',
  'retriever-reorders-ties',
  'once-after-once',
  'five-identical-calls',
  'settle-two-at-a-time',
  'nested-agents-same-name-and-input',
  'nested-agents-with-budgets',
  'judge-inside-a-wrapper',
  'approvals',
];

test.concurrent.each(positionSuffices.map((name, index) => [name, index] as const))(
  'a journal by position carries %s over a kill',
  { timeout: soaking ? 3_600_000 : 60_000 },
  async (name, index) => {
    const points = await killPoints(name, setting);
    const count = soaking ? Number.POSITIVE_INFINITY : 1;
    for (const kill of sample(points, count, seeded(index))) {
      const trial = await runTrial(name, setting, [kill]);
      const { status } = trial.outcome;
      const how = JSON.stringify([kill, 'error' in trial.outcome ? trial.outcome.error : status]);
      expect({ how, status, ...examine(trial) }).toMatchObject({
        how,
        status: 'completed',
        repeated: [],
        twice: [],
        swapped: [],
        differs: false,
      });
    }
  },
);

test.each(['race', 'branches-push-outside', 'two-step-branches'])(
  'position alone does not carry %s: a replay gives something else',
  { timeout: 60_000 },
  async (body) => {
    let differs = false;
    for (let run = 0; run < 40 && !differs; run += 1) {
      const job = { body, store: 'file', folder: await temporaryFolder() } as const;
      const first = await perform({ ...job, positional: true });
      const replay = await perform({ ...job, positional: true });
      differs = !isDeepStrictEqual(valueIn(first), valueIn(replay));
    }
    expect(differs).toBe(true);
  },
);

const valueIn = (outcome: object): unknown => ('value' in outcome ? outcome.value : undefined);
