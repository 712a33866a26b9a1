import type { Endurance } from './endurance.ts';

export interface Cold {
  readonly importMs: number;
  readonly firstRequestMs: number;
  readonly rssMb: number;
}

export interface Load {
  readonly cpuMsPerCall: number;
  readonly cpuUsPerEvent: number;
}

export interface Overhead {
  readonly cold: Readonly<Record<string, Cold>>;
  readonly load: Readonly<Record<string, Load>>;
  readonly endurance: Readonly<Record<string, Endurance>>;
  /** What is said of clients that are not installed. */
  readonly missing: readonly string[];
}

/** Two tables: what it costs, and what becomes of bad streams. */
export function printOverhead({ cold, load, endurance, missing }: Overhead): void {
  line('', ['import', 'first request', 'memory then', 'a call', 'an event']);
  line('', ['ms', 'ms', 'MB', 'CPU ms', 'CPU us']);
  for (const [name, { importMs, firstRequestMs, rssMb }] of Object.entries(cold)) {
    const busy = load[name];
    line(name, [
      importMs.toFixed(1),
      firstRequestMs.toFixed(1),
      rssMb.toFixed(0),
      busy?.cpuMsPerCall.toFixed(3) ?? '',
      busy?.cpuUsPerEvent.toFixed(2) ?? '',
    ]);
  }
  const over = (pick: (of: string) => number | undefined, base = 'AWS SDK'): number =>
    (pick('pattern') ?? 0) - (pick(base) ?? 0);
  line('pattern, over', [
    '',
    `+ ${over((of) => cold[of]?.firstRequestMs, 'zod + AWS SDK').toFixed(1)}`,
    '',
    `+ ${over((of) => load[of]?.cpuMsPerCall).toFixed(3)}`,
    `+ ${over((of) => load[of]?.cpuUsPerEvent).toFixed(2)}`,
  ]);
  line('bar', ['', '+ 25', '', '+ 0.3', '+ 5']);
  console.log();
  line('', ['a cut stream', 'left of 200', 'held open', 'a call after', 'memory, MB']);
  for (const [name, found] of Object.entries(endurance)) {
    const { cutStream, left, heldOpen, callAfterwards, rssMb } = found;
    const after = callAfterwards ? 'works' : 'hangs';
    line(name, [cutStream, String(left), String(heldOpen), after, rssMb.toFixed(0)]);
  }
  for (const words of missing) console.log(words);
}

function line(name: string, cells: readonly string[]): void {
  console.log(`${name.padEnd(22)}${cells.map((cell) => cell.padStart(15)).join('')}`.trimEnd());
}
