import { setImmediate as turn } from 'node:timers/promises';
import { pattern, type Run, user } from '@ashlar/core';
import { cpuMicros, inTurns } from './measure.ts';
import { streamingModel } from './parts.ts';
import type { Section } from './report.ts';

const COUNT = 20_000;
const request = { messages: [user('Talk.')] };

/** What an event costs, by who watches. */
export async function events(rounds: number): Promise<Section> {
  const model = streamingModel(COUNT);
  const talk = pattern({ name: 'talk', version: '1' }, async (_: null, scope) => {
    await scope.generate(model, request);
  });
  const watched = (...watchers: ((run: Run<void>) => Promise<void>)[]) =>
    cpuMicros(COUNT, () => {
      const run = talk.run(null, { stream: true });
      return Promise.all([run.outcome, ...watchers.map((watcher) => watcher(run))]);
    });
  const figures = await inTurns(rounds, {
    floor: () =>
      cpuMicros(COUNT, async () => {
        for await (const event of model.stream(request)) seen(event);
      }),
    nobody: () => watched(),
    one: () => watched(watch),
    two: () => watched(watch, watch),
    slow: () => watched(watchSlowly),
    gone: () => watched(leave),
  });
  const { floor } = figures;
  const rows = [
    { name: 'nobody watches', figure: figures.nobody, floor, bar: 1 },
    { name: 'one watches', figure: figures.one, floor, bar: 1 },
    { name: 'two watch', figure: figures.two, floor },
    { name: 'one is slow', figure: figures.slow, floor, bar: 1 },
    { name: 'one stops reading', figure: figures.gone, floor, bar: 1 },
  ];
  return { title: 'CPU per event (floor: the generator alone)', unit: 'µs', rows };
}

let last: unknown;
function seen(event: unknown): void {
  last = event;
}

async function watch(run: Run<void>): Promise<void> {
  for await (const event of run) seen(event);
}

async function watchSlowly(run: Run<void>): Promise<void> {
  for await (const event of run) {
    seen(event);
    await turn(last);
  }
}

async function leave(run: Run<void>): Promise<void> {
  await run[Symbol.asyncIterator]().next();
}
