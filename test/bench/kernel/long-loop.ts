import { assistant, jsonSchema, type Message, pattern, type Tool, user } from '@ashlar/core';
import { figureOf } from './measure.ts';
import { bareModel, textOf } from './parts.ts';
import type { Section } from './report.ts';

const STEPS = 210;
const WINDOW = 20;
const LOOPS = 20;
const WARM_UPS = 20;

const reply = assistant([
  { type: 'text', text: textOf(300, 2) },
  { type: 'tool-call', id: 'call', name: 'look', input: { query: 'mortar' } },
]);
const model = bareModel({ message: reply, stopReason: 'tool-calls' });
const tools = Object.freeze([
  { name: 'look', description: 'Looks something up.', inputSchema: { type: 'object' as const } },
]);
const look: Tool<unknown, string> = {
  name: 'look',
  description: 'Looks something up.',
  input: jsonSchema({ type: 'object' }),
  effect: 'read',
  run: async () => textOf(600, 3),
};

let mark: () => void = () => {};

const agent = pattern({ name: 'loop', version: '1' }, async (_: null, scope) => {
  const messages: Message[] = [user(textOf(2000, 1))];
  for (let step = 0; step <= STEPS; step += 1) {
    mark();
    const { message } = await scope.generate(model, { messages, tools });
    const text = await scope.call(look, { query: 'mortar' });
    const content = [{ type: 'text' as const, text }];
    messages.push(message, user([{ type: 'tool-result', callId: 'call', content }]));
  }
});

/** Whether a step of a loop gets dearer as its conversation grows: a call of a model and one of a tool each. */
export async function longLoop(rounds: number): Promise<Section> {
  const early: number[] = [];
  const late: number[] = [];
  for (let loop = -WARM_UPS; loop < rounds * LOOPS; loop += 1) {
    const at = await cpuAtSteps();
    const mean = (until: number): number => ((at[until] ?? 0) - (at[until - WINDOW] ?? 0)) / WINDOW;
    if (loop < 0) continue;
    early.push(mean(30));
    late.push(mean(STEPS));
  }
  // One loop is a matter of milliseconds, in which others may use the machine: medians of many are compared.
  const ratios = Array.from({ length: rounds }, (_, round) => {
    const part = (all: readonly number[]) =>
      figureOf(all.slice(round * LOOPS, (round + 1) * LOOPS)).median;
    return part(late) / part(early);
  });
  return {
    title: 'A loop of 200 steps',
    unit: 'CPU µs per step of two effects',
    rows: [
      { name: 'around step 20', figure: figureOf(early) },
      { name: 'around step 200', figure: figureOf(late) },
      { name: 'ratio of the two', figure: figureOf(ratios), bar: 1.2 },
    ],
  };
}

/** CPU microseconds since the beginning, at each step. */
async function cpuAtSteps(): Promise<number[]> {
  const at: number[] = [];
  const begun = process.cpuUsage();
  mark = () => {
    const { user: own, system } = process.cpuUsage(begun);
    at.push(own + system);
  };
  await agent.run(null).value();
  return at;
}
