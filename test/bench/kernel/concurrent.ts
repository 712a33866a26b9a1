import { setTimeout as sleep } from 'node:timers/promises';
import { pattern } from '@ashlar/core';
import { type Figure, figureOf, wallMs } from './measure.ts';
import { bareModel, conversation } from './parts.ts';
import type { Section } from './report.ts';

const RUNS = 100;
const CALLS = 10;
const bare = bareModel();
const model: typeof bare = {
  ...bare,
  async generate(request, context) {
    await sleep(10);
    return bare.generate(request, context);
  },
};
const request = { messages: conversation(2000, 1) };
const agent = pattern({ name: 'ten', version: '1' }, async (_: null, scope) => {
  for (let call = 0; call < CALLS; call += 1) await scope.generate(model, request);
});

/** What runs wait for each other, when the model takes 10 ms. */
export async function concurrent(rounds: number): Promise<Section> {
  const runs = () => agent.run(null).value();
  const alone = async () => {
    for (let call = 0; call < CALLS; call += 1) await model.generate(request);
  };
  const kernel: number[][] = [];
  const floor: number[][] = [];
  for (let round = -1; round < rounds; round += 1) {
    const [own, without] = [await sideBySide(runs), await sideBySide(alone)];
    if (round < 0) continue;
    kernel.push(own);
    floor.push(without);
  }
  const row = (name: string, part: number) => ({
    name,
    figure: quantile(kernel, part),
    floor: quantile(floor, part),
  });
  return {
    title: `${RUNS} concurrent runs of ${CALLS} calls of 10 ms`,
    unit: 'ms',
    rows: [row('p50', 0.5), row('p95', 0.95)],
  };
}

async function sideBySide(work: () => Promise<unknown>): Promise<number[]> {
  const times = await Promise.all(Array.from({ length: RUNS }, () => wallMs(work)));
  return times.sort((a, b) => a - b);
}

function quantile(rounds: readonly (readonly number[])[], part: number): Figure {
  return figureOf(rounds.map((times) => times[Math.floor(times.length * part)] ?? Number.NaN));
}
