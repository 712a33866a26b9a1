import type { RunEvent } from '../event.ts';

/** A piece of what a model is saying. */
export type Delta = Extract<RunEvent, { type: 'text.delta' | 'reasoning.delta' | 'tool.delta' }>;

export function isDelta(event: RunEvent): event is Delta {
  const { type } = event;
  return type === 'text.delta' || type === 'reasoning.delta' || type === 'tool.delta';
}

/** Whether one goes on with the same text as the other. */
export function goesOn(earlier: Delta, later: Delta): boolean {
  if (earlier.type !== later.type || earlier.id !== later.id) return false;
  return later.type !== 'tool.delta' || (earlier as typeof later).callId === later.callId;
}
