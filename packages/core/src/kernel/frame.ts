import type { Call } from '../usage.ts';

/** What an effect (or a run) has used so far. Everything is added to all frames above it. */
export interface Frame {
  readonly id: string;
  readonly parent: Frame | undefined;
  readonly calls: Call[];
  steps: number;
}

export function createFrame(id: string, parent: Frame | undefined): Frame {
  return { id, parent, calls: [], steps: 0 };
}

export function addCall(frame: Frame | undefined, call: Call): void {
  for (let at = frame; at !== undefined; at = at.parent) at.calls.push(call);
}

export function addSteps(frame: Frame | undefined, steps: number): void {
  for (let at = frame; at !== undefined; at = at.parent) at.steps += steps;
}
