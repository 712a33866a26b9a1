import { type Fault, failWith, throttle } from './fault.ts';

/** Faults by chance that is the same at every run: the n-th request of an emulator draws its lot from the seed and n. */
export interface SeededFaults {
  readonly seed: number;
  /** Share of requests that fail, 0..1. */
  readonly rate: number;
  /** What to draw from. @default one of each kind that a client can recover from */
  readonly faults?: readonly Fault[];
}

const recoverable: readonly Fault[] = [
  throttle(),
  failWith(500),
  failWith(503),
  { kind: 'reset' },
  { kind: 'reset', afterEvents: 2 },
  { kind: 'end', afterEvents: 2 },
  { kind: 'malformed', afterEvents: 1 },
  { kind: 'exception', afterEvents: 2, exception: 'ServiceUnavailableException' },
];

/** @param n the request, from 1 */
export function seededFault(
  { seed, rate, faults = recoverable }: SeededFaults,
  n: number,
): Fault | undefined {
  const random = mulberry32(Math.imul(seed, 0x9e3779b1) ^ n);
  return random() < rate ? faults[Math.floor(random() * faults.length)] : undefined;
}

/** Mulberry32 of Tommy Ettinger: small, and good enough to draw lots. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
