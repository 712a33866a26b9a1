import { type ChatModel, type Message, pattern, type Scope, user } from '@ashlar/core';
import { cpuMicros, inTurns } from './measure.ts';
import { bareModel, conversation } from './parts.ts';
import type { Section } from './report.ts';

const SIZES = [2, 20, 200];

const loop = pattern({ name: 'loop', version: '1' }, async (_: null, scope) => {
  for (const messages of prepared) await scope.generate(model, { messages });
});
const empty = pattern({ name: 'empty', version: '1' }, () => null);

const model: ChatModel = bareModel();
let prepared: readonly (readonly Message[])[] = [];
let number = 0;

/** What an effect costs around a model that answers at once. */
export async function effects(rounds: number): Promise<Section> {
  const rows = [];
  for (const size of SIZES) {
    const count = size === 200 ? 50 : 200;
    const allNew = () => Array.from({ length: count }, () => conversation(size * 1000, ++number));
    // The rest of the conversation has been sent before, as in a loop.
    const grown = () => {
      const before = conversation(size * 1000, ++number);
      return Array.from({ length: count }, () => [
        ...before.slice(0, -1),
        user(`${++number} `.padEnd(200, 'x')),
      ]);
    };
    const kernel = (prepare: () => Message[][]) => () => {
      prepared = prepare();
      return cpuMicros(count, () => loop.run(null).value());
    };
    const figures = await inTurns(rounds, {
      allNew: kernel(allNew),
      grown: kernel(grown),
      floor: () => {
        prepared = grown();
        return cpuMicros(count, bare);
      },
    });
    const { floor } = figures;
    const bar = size <= 20 ? { bar: 100 } : {};
    rows.push({
      name: `${size} kB request, every byte new`,
      figure: figures.allNew,
      floor,
      ...bar,
    });
    rows.push({
      name: `${size} kB request, 0.2 kB of it new`,
      figure: figures.grown,
      floor,
      ...bar,
    });
  }
  return { title: 'CPU per effect (floor: the model alone)', unit: 'µs', rows };
}

/** What a run costs around its effects. */
export async function wholeRuns(rounds: number): Promise<Section> {
  const count = 200;
  const one = pattern({ name: 'one', version: '1' }, (messages: Message[], scope: Scope) =>
    scope.generate(model, { messages }),
  );
  const repeat = async (run: () => Promise<unknown>): Promise<void> => {
    for (let done = 0; done < count; done += 1) await run();
  };
  const figures = await inTurns(rounds, {
    empty: () => cpuMicros(count, () => repeat(() => empty.run(null).value())),
    one: () => cpuMicros(count, () => repeat(() => one.run(conversation(2000, ++number)).value())),
    floor: () =>
      cpuMicros(count, () =>
        repeat(() => model.generate({ messages: conversation(2000, ++number) })),
      ),
  });
  return {
    title: 'CPU per run (floor: the model alone)',
    unit: 'µs',
    rows: [
      { name: 'an empty run', figure: figures.empty },
      { name: 'a run with one call of 2 kB', figure: figures.one, floor: figures.floor },
    ],
  };
}

async function bare(): Promise<void> {
  for (const messages of prepared) await model.generate({ messages });
}
