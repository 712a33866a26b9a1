import type { Call } from '../usage.ts';
import { upward } from './upward.ts';

/** What an effect (or a run) has used so far. Everything is added to all frames above it. */
export interface Frame {
  readonly id: string;
  readonly parent: Frame | undefined;
  readonly calls: Call[];
  steps: number;
  /** Closes each reservation that was made here or below and is still open. */
  readonly open: Set<() => void>;
  /** How many reservations made here are held. */
  holds: number;
  /** How many reservations made here or below wait for room. */
  waits: number;
}

export function createFrame(id: string, parent: Frame | undefined): Frame {
  return { id, parent, calls: [], steps: 0, open: new Set(), holds: 0, waits: 0 };
}

export function addCall(frame: Frame | undefined, call: Call): void {
  for (const at of upward(frame)) at.calls.push(call);
}

export function addSteps(frame: Frame | undefined, steps: number): void {
  for (const at of upward(frame)) at.steps += steps;
}

/** Has `close` called when the effect, or one around it, ends. Returns what takes it back. */
export function openIn(frame: Frame, close: () => void): () => void {
  for (const at of upward(frame)) at.open.add(close);
  return () => {
    for (const at of upward(frame)) at.open.delete(close);
  };
}

/** An effect has ended: what it left open counts as abandoned, so that it is recorded and nobody waits for it. */
export function closeFrame(frame: Frame): void {
  for (const close of frame.open) close();
}
