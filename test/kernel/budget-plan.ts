import { seeded } from '../crash/support/sample.ts';

/** How one model call will go. */
export interface CallPlan {
  readonly bytes: number;
  /** What the provider counts for each byte of input. */
  readonly tokensPerByte: number;
  readonly maxTokens: number;
  readonly outputTokens: number;
  readonly delayMs: number;
  readonly model: 'plain' | 'counting' | 'hedged' | 'guarded';
  /** `retried`: failed attempts before it is served. `cut`: a sibling fails and aborts it. `deaf`: the same, but it does not hear it. */
  readonly fate: 'served' | 'retried' | 'fails' | 'cut' | 'deaf';
}

export interface ChildPlan {
  readonly calls: readonly CallPlan[];
  /** Children of its own run first, side by side. */
  readonly children: readonly ChildPlan[];
  /** Whether it is an agent of its own, and with how much of its own need as a budget. */
  readonly nested: boolean;
  readonly share: number | undefined;
  /** Whether it tries its next call when one was refused. */
  readonly stubborn: boolean;
}

/** A tree of children that share a budget. All of it follows from the seed. */
export interface Plan {
  readonly seed: number;
  readonly children: readonly ChildPlan[];
  readonly concurrency: number;
  readonly limits: readonly ('tokens' | 'usd')[];
  /** The cap, as a part of what all calls need. */
  readonly share: number;
  readonly steps: number | undefined;
  readonly deadlineMs: number | undefined;
  readonly clamp: boolean;
}

export interface PlanOptions {
  /** Only calls that are served, of text that is as dense as most. */
  readonly ordinary: boolean;
  readonly tight: boolean;
}

export function planOf(seed: number, { ordinary, tight }: PlanOptions): Plan {
  const random = seeded(seed);
  const chance = (part: number): boolean => random() < part;
  const between = (low: number, high: number): number => low + random() * (high - low);
  const whole = (low: number, high: number): number => Math.floor(between(low, high + 1));
  const oneOf = <T>(items: readonly T[]): T => items[whole(0, items.length - 1)] as T;

  function call(): CallPlan {
    const maxTokens = whole(100, 1000);
    const dense = !ordinary && chance(0.1);
    const ratio = dense ? between(0.5, 0.9) : between(0.2, 0.3);
    return {
      bytes: whole(300, 4000),
      // Some providers count what nobody sent: up to 30 % more than the bound of a byte a token.
      tokensPerByte: !ordinary && chance(0.05) ? between(1, 1.3) : ratio,
      maxTokens,
      outputTokens: Math.max(1, Math.floor(maxTokens * between(0.2, 1))),
      delayMs: whole(1, 40),
      model: ordinary ? 'plain' : oneOf(['plain', 'plain', 'counting', 'hedged', 'guarded']),
      fate: ordinary || chance(0.7) ? 'served' : oneOf(['retried', 'fails', 'cut', 'deaf']),
    };
  }

  function child(depth: number): ChildPlan {
    const branches = depth < 2 && chance(0.25) ? whole(2, 3) : 0;
    const nested = chance(0.4);
    return {
      calls: Array.from({ length: whole(1, 8) }, call),
      children: Array.from({ length: branches }, () => child(depth + 1)),
      nested,
      share: !ordinary && nested && chance(0.4) ? between(0.3, 1.5) : undefined,
      stubborn: chance(0.7),
    };
  }

  const children = Array.from({ length: whole(2, 8) }, () => child(1));
  return {
    seed,
    children,
    concurrency: chance(0.7) ? Number.POSITIVE_INFINITY : whole(1, 3),
    limits: oneOf([['tokens'], ['usd'], ['tokens', 'usd']] as const),
    share: tight ? between(0.3, 0.8) : between(0.9, 1.5),
    steps: !ordinary && chance(0.2) ? whole(3, 30) : undefined,
    deadlineMs: !ordinary && chance(0.2) ? whole(20, 300) : undefined,
    clamp: !ordinary && chance(0.3),
  };
}

/** The calls, and the tokens that they use when each is served once. */
export function needOf(children: readonly ChildPlan[]): {
  readonly calls: number;
  readonly input: number;
  readonly output: number;
} {
  const all = children.flatMap(callsIn);
  const sum = (count: (call: CallPlan) => number): number =>
    all.reduce((total, call) => total + count(call), 0);
  return {
    calls: all.length,
    input: sum(({ bytes, tokensPerByte }) => Math.ceil(bytes * tokensPerByte)),
    output: sum(({ outputTokens }) => outputTokens),
  };
}

export function callsIn({ calls, children }: ChildPlan): readonly CallPlan[] {
  return [...calls, ...children.flatMap(callsIn)];
}
