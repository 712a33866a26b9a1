/** One line of the report. */
export interface Row {
  readonly what: string;
  readonly figures: string;
  readonly [fact: string]: string | number;
}

/** The value below which a share of the numbers lie. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Times of many calls: by the clock, and of the processor, which other work on the machine changes less. */
export interface Timed {
  readonly wall: readonly number[];
  readonly cpu: readonly number[];
}

/** Calls one after the other. */
export async function timed(calls: number, call: (i: number) => Promise<unknown>): Promise<Timed> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < calls; i += 1) {
    const before = process.cpuUsage();
    const start = performance.now();
    await call(i);
    wall.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
  }
  return { wall, cpu };
}

/** p50 and p95 in milliseconds. */
export function latencies(what: string, { wall, cpu }: Timed): Row {
  const p50 = percentile(wall, 0.5);
  const p95 = percentile(wall, 0.95);
  const cpuP50 = percentile(cpu, 0.5);
  const figures = `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, CPU p50 ${cpuP50.toFixed(1)} ms (${wall.length} queries)`;
  return { what, figures, p50, p95, cpuP50 };
}
