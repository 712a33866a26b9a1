/** A figure over rounds: others may use the machine, so the range says how far to trust the middle. */
export interface Figure {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** CPU microseconds of the whole process, garbage collection included, while `work` runs, divided by `count`. */
export async function cpuMicros(count: number, work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

/** Wall-clock milliseconds that `work` takes. */
export async function wallMs(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Measures all of `measures` in turns, so that a busy machine slows each of them, after turns that do not count. */
export async function inTurns<K extends string>(
  rounds: number,
  measures: Readonly<Record<K, () => Promise<number>>>,
  warmUps: number = 5,
): Promise<Record<K, Figure>> {
  const names = Object.keys(measures) as K[];
  const values = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (const name of names) {
      const value = await measures[name]();
      if (round >= 0) values.get(name)?.push(value);
    }
  }
  const figures = names.map((name) => [name, figureOf(values.get(name) ?? [])]);
  return Object.fromEntries(figures) as Record<K, Figure>;
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  return { median: at(sorted.length >> 1), low: at(0), high: at(sorted.length - 1) };
}
