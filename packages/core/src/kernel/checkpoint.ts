import type { RunOptions } from '../agent.ts';
import type { Checkpoint } from '../outcome.ts';
import type { Execution } from './execution.ts';

/** What it takes to go on with the run, in this process or another; undefined when it never began to be recorded. */
export function checkpointOf(
  { tree, agent, version, principal }: Execution,
  { budget }: RunOptions,
): Checkpoint | undefined {
  if (tree.journal === undefined) return undefined;
  const entries = tree.journal.entries?.();
  return {
    runId: tree.runId,
    pattern: agent,
    version,
    ...(tree.input === undefined ? {} : { input: tree.input }),
    ...(principal === undefined ? {} : { principal }),
    ...(budget === undefined ? {} : { budget }),
    ...(entries === undefined ? {} : { entries }),
  };
}
