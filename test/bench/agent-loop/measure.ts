// One library's loop in a process of its own: node --expose-gc measure.ts <module>; prints what was found as JSON.
import { pathToFileURL } from 'node:url';
import { median } from '../overhead/median.ts';
import { type OpenLoop, oneCall } from './loop.ts';

/** How a run ended that was not let go on for ever. */
export interface Ending {
  /** `completed`, how the library calls it, or the name of what it threw. */
  readonly end: string;
  /** Answers of the model. */
  readonly turns: number;
  /** Whether any text came back. */
  readonly text: boolean;
}

export interface Measured {
  readonly cpuMsPerStep: number;
  /** Milliseconds on the wall for one turn with 1, 10 and 100 tools of 5 ms each. */
  readonly parallelMs: Readonly<Record<string, number>>;
  /** From the abort to the end, with a tool that never settles; null: not within three seconds. */
  readonly abortMs: number | null;
  /** The same call again and again, the model gives up after 200 turns. */
  readonly identical: Ending;
  /** A limit of 5 answers of the model. */
  readonly limited: Ending;
  /** A run of 200 steps: milliseconds of a step at the beginning and at the end, and what its heap holds before it ends. */
  readonly long: { readonly early: number; readonly late: number; readonly heapMb: number };
}

const { open }: { open: OpenLoop } = await import(pathToFileURL(process.argv[2] ?? '').href);
// Some leave promises behind when they are aborted; that is not what is measured here.
process.on('unhandledRejection', () => {});
const said = async ({ n }: { readonly n: number }): Promise<string> => `done ${n}`;

const found: Measured = {
  cpuMsPerStep: await cpuPerStep(20),
  parallelMs: { 1: await parallel(1), 10: await parallel(10), 100: await parallel(100) },
  abortMs: await abort(),
  identical: await ending((turn) => oneCall(turn, 1), 200),
  limited: await ending((turn) => oneCall(turn), 200, 5),
  long: await long(200),
};
console.log(JSON.stringify(found));
process.exit();

async function cpuPerStep(steps: number): Promise<number> {
  const plan = (turn: number) => (turn < steps ? oneCall(turn) : { text: 'done' });
  const taken: number[] = [];
  for (let round = -5; round < 15; round += 1) {
    const loop = open({ plan, run: said, limit: steps + 5 });
    const before = process.cpuUsage();
    await loop.ask();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) taken.push((user + system) / 1000 / (steps + 1));
  }
  return median(taken);
}

async function parallel(tools: number): Promise<number> {
  const calls = Array.from({ length: tools }, (_, n) => ({ id: `call_${n}`, input: { n } }));
  const run = async ({ n }: { readonly n: number }) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return `done ${n}`;
  };
  const taken: number[] = [];
  for (let round = -3; round < 9; round += 1) {
    const loop = open({
      plan: (turn) => (turn === 0 ? { calls } : { text: 'done' }),
      run,
      limit: 5,
    });
    const begun = performance.now();
    await loop.ask();
    if (round >= 0) taken.push(performance.now() - begun);
  }
  return median(taken);
}

async function abort(): Promise<number | null> {
  const controller = new AbortController();
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const run = (): Promise<string> => {
    start();
    return new Promise(() => {});
  };
  const ask = open({ plan: (turn) => oneCall(turn), run, limit: 5 }).ask(controller.signal);
  const settled = ask.then(
    () => true,
    () => true,
  );
  await started;
  await new Promise((resolve) => setTimeout(resolve, 50));
  const begun = performance.now();
  controller.abort();
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 3000));
  return (await Promise.race([settled, late])) ? performance.now() - begun : null;
}

async function ending(
  plan: (turn: number) => ReturnType<typeof oneCall>,
  givesUp: number,
  limit?: number,
): Promise<Ending> {
  let turns = 0;
  const counted = (turn: number) => {
    turns = turn + 1;
    return turn < givesUp ? plan(turn) : { text: 'I give up.' };
  };
  const loop = open({ plan: counted, run: said, ...(limit !== undefined && { limit }) });
  try {
    const { end, text } = await loop.ask();
    return { end, turns, text: text.trim() !== '' && text !== '""' };
  } catch (thrown) {
    const error = thrown as Error;
    const name = error.name === 'Error' ? error.constructor.name : error.name;
    return { end: `throws ${name}`, turns, text: false };
  }
}

async function long(steps: number): Promise<Measured['long']> {
  const early: number[] = [];
  const late: number[] = [];
  const heap: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const at: number[] = [];
    const plan = (turn: number) => {
      at.push(performance.now());
      if (turn < steps) return oneCall(turn);
      globalThis.gc?.();
      heap.push((process.memoryUsage().heapUsed - before) / 1e6);
      return { text: 'done' };
    };
    await open({ plan, run: said, limit: steps + 5 }).ask();
    const between = (from: number, to: number) => ((at[to] ?? 0) - (at[from] ?? 0)) / (to - from);
    if (round === 0) continue;
    early.push(between(10, 30));
    late.push(between(steps - 20, steps));
  }
  return { early: median(early), late: median(late), heapMb: median(heap.slice(1)) };
}
