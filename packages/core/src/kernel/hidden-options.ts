import type { RunOptions } from '../agent.ts';
import type { RuntimeCore } from './runtime-core.ts';
import type { ScopeState } from './scope-state.ts';

/** Where a nested run stands. Whoever begins the run takes it, so that a wrapper that drops its options is noticed. */
export interface ParentTicket {
  readonly inside: ScopeState;
  taken: boolean;
}

/** Under which runtime a run begins. */
export interface RuntimeTicket {
  readonly core: RuntimeCore;
  taken: boolean;
}

/** What the options of a run carry besides what they say. Wrappers pass it on when they spread their options. */
interface HiddenOptions {
  readonly [PARENT]?: ParentTicket;
  readonly [RUNTIME]?: RuntimeTicket;
  readonly [RESUMED]?: boolean;
}

export const PARENT: unique symbol = Symbol.for('ashlar.parent') as typeof PARENT;
export const RUNTIME: unique symbol = Symbol.for('ashlar.runtime') as typeof RUNTIME;
export const RESUMED: unique symbol = Symbol.for('ashlar.resumed') as typeof RESUMED;

export function takeParent(options: RunOptions): ScopeState | undefined {
  return taken((options as HiddenOptions)[PARENT])?.inside;
}

export function takeRuntime(options: RunOptions): RuntimeCore | undefined {
  return taken((options as HiddenOptions)[RUNTIME])?.core;
}

function taken<T extends { taken: boolean }>(ticket: T | undefined): T | undefined {
  if (ticket !== undefined) ticket.taken = true;
  return ticket;
}

export function isResumed(options: RunOptions): boolean {
  return (options as HiddenOptions)[RESUMED] === true;
}

/** Under this key an agent says that its runs take their place in a run around them. */
export const OURS: unique symbol = Symbol.for('ashlar.agent') as typeof OURS;

export function isOurs(agent: object): boolean {
  return OURS in agent;
}
