import { writeSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { allBodies } from './support/bodies/index.ts';
import { examine, refusedReplay, remade, stoppedInTime } from './support/examine.ts';
import type { StoreKind } from './support/job.ts';
import type { KillPoint } from './support/kill-point.ts';
import { sample, seeded, soaking } from './support/sample.ts';
import { table } from './support/table.ts';
import { killPoints, runTrial, type Trial } from './support/trial.ts';
import { openWorld } from './support/world.ts';

// These read clocks and timers outside of steps: a resume may refuse them, but only before anything happens.
const mayDiverge = ['clock-in-prompt', 'timers-outside-without-keys'];
const all = Object.keys(allBodies(openWorld('/dev/null')));
const names = all.filter((name) => name !== 'a-thousand-steps');
const seed = Number(process.env.ASHLAR_SEED ?? 20261121);
const trials: Trial[] = [];

/** Where to kill: at a few places, and in a soak at all of them; and twice, the second time while the run is resumed. */
async function plan(body: string, index: number): Promise<[StoreKind, KillPoint[]][]> {
  const random = seeded(seed + index);
  async function places(store: StoreKind, once: number, twice: number) {
    const points = await killPoints(body, { store, positional: false });
    const pairs = Array.from({ length: twice }, () =>
      sample(points, 2, random).sort((a, b) => a.nth - b.nth),
    );
    const kills = [...sample(points, once, random).map((point) => [point]), ...pairs];
    return kills.map((one): [StoreKind, KillPoint[]] => [store, one]);
  }
  if (!soaking)
    return places((['sqlite', 'file', 'encrypted', 'file'] as const)[index % 4] ?? 'file', 2, 1);
  return [
    ...(await places('file', Number.POSITIVE_INFINITY, 8)),
    ...(await places('sqlite', 6, 2)),
    ...(await places('encrypted', 6, 2)),
  ];
}

describe('a process is killed and its run goes on in another', () => {
  test.concurrent.each(names.map((name, index) => [name, index] as const))(
    '%s',
    { timeout: soaking ? 3_600_000 : 60_000 },
    async (name, index) => {
      for (const [store, kills] of await plan(name, index)) {
        const trial = await runTrial(name, { store, positional: false }, kills);
        trials.push(trial);
        if (mayDiverge.includes(name) && refused(trial)) continue;
        const { status } = trial.outcome;
        const how = JSON.stringify([
          name,
          store,
          kills,
          'error' in trial.outcome ? trial.outcome.error : status,
        ]);
        expect({ how, status, ...examine(trial) }).toEqual({
          how,
          status: 'completed',
          repeated: [],
          lost: [],
          strayed: [],
          twice: [],
          swapped: [],
          differs: false,
        });
      }
    },
  );

  afterAll(() => {
    writeSync(1, `\n${summary()}\n`);
  });
});

const refused = (trial: Trial): boolean => stoppedInTime(trial) || refusedReplay(trial);

function summary(): string {
  const heading = ['body', 'kills', 'resumed', 'diverged', 'repeated', 'lost', 'differs'];
  const rows = names.map((name) => {
    const mine = trials.filter(({ body }) => body === name);
    const findings = mine.map(examine);
    const sum = (count: (trial: Trial, index: number) => number) =>
      mine.reduce((total, trial, index) => total + count(trial, index), 0);
    return [
      name,
      sum(({ killed }) => killed),
      sum((trial) => Number(trial.outcome.status === 'completed' && !refused(trial))),
      sum((trial) => Number(refused(trial))),
      sum((trial, index) => (refused(trial) ? 0 : (findings[index]?.repeated.length ?? 0))),
      sum((trial, index) => (refused(trial) ? 0 : (findings[index]?.lost.length ?? 0))),
      sum((trial, index) => Number(!refused(trial) && findings[index]?.differs)),
      sum(({ suspensions }) => suspensions.filter((kind) => kind === 'unknown-effect').length),
      sum((trial) => remade(trial).length),
    ];
  });
  return table([...heading, 'suspended', 'remade inside'], rows);
}
