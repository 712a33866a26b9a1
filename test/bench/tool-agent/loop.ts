import {
  assistant,
  type ChatModel,
  type ChatRequest,
  createRuntime,
  type RunEvent,
} from '@ashlar/core';
import { type DefinedTool, tool, toolAgent } from '@ashlar/tool-use';
import { z } from 'zod';
import { cpuMicros, figureOf, inTurns, wallMs } from '../kernel/measure.ts';
import { textOf } from '../kernel/parts.ts';
import type { Section } from '../kernel/report.ts';

const STEPS = 210;
const WINDOW = 20;
const LOOPS = 10;
const WARM_UPS = 10;

const look = tool({
  name: 'look',
  description: 'Looks something up.',
  input: z.object({ n: z.int() }),
  effect: 'read',
  run: async () => textOf(600, 3),
});

/** Answers without a wire: `calls` tools in each of `steps` turns, then a word. */
function modelOf(steps: number, calls: number, mark: () => void = () => {}): ChatModel {
  let turn = 0;
  const generate = async (_: ChatRequest) => {
    mark();
    turn += 1;
    const used = { model: 'bare', outcome: 'served', inputTokens: 10, outputTokens: 5 } as const;
    if (turn > steps)
      return { message: assistant('Done.'), stopReason: 'end' as const, calls: [used] };
    const parts = Array.from({ length: calls }, (_, n) => ({
      type: 'tool-call' as const,
      id: `c${turn}-${n}`,
      name: 'look',
      input: { n: turn * 1000 + n },
    }));
    return { message: assistant(parts), stopReason: 'tool-calls' as const, calls: [used] };
  };
  return {
    id: 'bare',
    info: { features: ['tools'], maxOutputTokens: 100 },
    generate,
    async *stream(request) {
      yield { type: 'finish', response: await generate(request) };
    },
  };
}

async function runWith(model: ChatModel, tools: readonly DefinedTool[] = [look as DefinedTool]) {
  const limits = { turns: 10_000, concurrency: 1000 };
  const outcome = await toolAgent({ name: 'bench', model, tools, limits }).run('Go.').outcome;
  if (outcome.status !== 'completed') throw new Error(JSON.stringify(outcome).slice(0, 500));
}

/** Whether a turn gets dearer as its conversation grows. */
export async function turns(rounds: number): Promise<Section> {
  const early: number[] = [];
  const late: number[] = [];
  for (let loop = -WARM_UPS; loop < rounds * LOOPS; loop += 1) {
    const at: number[] = [];
    const begun = process.cpuUsage();
    await runWith(
      modelOf(STEPS, 1, () => {
        const { user, system } = process.cpuUsage(begun);
        at.push(user + system);
      }),
    );
    if (loop < 0) continue;
    const mean = (until: number): number => ((at[until] ?? 0) - (at[until - WINDOW] ?? 0)) / WINDOW;
    early.push(mean(30));
    late.push(mean(STEPS));
  }
  const ratios = Array.from({ length: rounds }, (_, round) => {
    const median = (all: readonly number[]) =>
      figureOf(all.slice(round * LOOPS, (round + 1) * LOOPS)).median;
    return median(late) / median(early);
  });
  return {
    title: 'A loop of 200 turns with a tool each',
    unit: 'CPU µs per turn',
    rows: [
      { name: 'around turn 20', figure: figureOf(early) },
      { name: 'around turn 200', figure: figureOf(late) },
      { name: 'ratio of the two', figure: figureOf(ratios), bar: 1.2 },
    ],
  };
}

/** Tools of one answer. */
export async function parallelTools(rounds: number): Promise<Section> {
  const figures = await inTurns(rounds, {
    one: () => cpuMicros(1, () => runWith(modelOf(1, 1))),
    ten: () => cpuMicros(10, () => runWith(modelOf(1, 10))),
    hundred: () => cpuMicros(100, () => runWith(modelOf(1, 100))),
  });
  return {
    title: 'A run with one answer that calls tools side by side',
    unit: 'CPU µs per tool, the run included',
    rows: Object.entries(figures).map(([name, figure]) => ({ name, figure })),
  };
}

/** From an abort to the outcome, while tools hang and do not listen. */
export async function aborts(rounds: number): Promise<Section> {
  const hang = { ...look, run: () => new Promise<string>(() => {}) } as DefinedTool;
  const after = (calls: number) => async (): Promise<number> => {
    const limits = { concurrency: 1000 };
    const model = modelOf(1, calls);
    const run = createRuntime().run(
      toolAgent({ name: 'bench', model, tools: [hang], limits }),
      'Go.',
    );
    await begun(run, calls);
    return wallMs(async () => {
      run.abort();
      await run.outcome;
    });
  };
  const figures = await inTurns(rounds, { one: after(1), ten: after(10), hundred: after(100) });
  return {
    title: 'From an abort to the outcome, while tools hang',
    unit: 'ms',
    rows: Object.entries(figures).map(([name, figure]) => ({ name, figure, bar: 50 })),
  };
}

async function begun(run: AsyncIterable<RunEvent>, calls: number): Promise<void> {
  let left = calls;
  for await (const event of run) {
    if (event.type === 'effect.started' && event.effect === 'call') left -= 1;
    if (left === 0) return;
  }
}
