import { type AshlarError, stopped } from '../errors.ts';
import type { Execution } from './execution.ts';
import { upward } from './upward.ts';

/** When the first deadline at or above a run comes, in milliseconds since the epoch. */
export function firstDeadline(execution: Execution): number | undefined {
  let first: number | undefined;
  for (const { deadlineAt } of upward(execution)) {
    if (deadlineAt !== undefined && (first === undefined || deadlineAt < first)) first = deadlineAt;
  }
  return first;
}

/** Ends the runs here and above whose deadline has come, where a loop did not let the timer fire. */
export function endOverdue(execution: Execution): void {
  const first = firstDeadline(execution);
  if (first === undefined) return;
  const now = execution.tree.clock.now();
  if (now < first) return;
  for (const at of upward(execution)) {
    if (at.deadlineAt !== undefined && now >= at.deadlineAt) at.cancel.cancel(deadlineOf(at));
  }
}

export function deadlineOf({ agent, path }: Execution): AshlarError {
  return stopped('deadline', `${agent} reached its deadline.`, { owner: path });
}
