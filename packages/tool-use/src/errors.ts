import { AshlarError, isAshlarError } from '@ashlar/core';

declare module '@ashlar/core' {
  interface ErrorFacts {
    /** A tool did not answer in time. What it began may still be going on. */
    'tool.timeout': { readonly tool: string; readonly timeoutMs: number };
    /** A tool refused, in words that the model may read. */
    'tool.rejected': { readonly reason: string };
    /** Tools are defined otherwise than when the run began. */
    'tool.changed': { readonly tools: readonly string[] };
    /** Effects that should have been undone and were not. */
    'tool.uncompensated': { readonly tools: readonly string[] };
    /** The agent is not to act any more: its run is being rolled back. */
    'agent.rolled-back': { readonly agent: string };
    /** An option of an agent cannot be used. */
    'agent.invalid': { readonly agent: string; readonly option: string };
    /** An agent with a memory was run without saying whose conversation it is. */
    'thread.missing': { readonly agent: string; readonly missing: 'thread' | 'principal' };
  }
}

/**
 * The error with which a tool tells the model why it did not do what was asked: nothing has happened, and the message may be read by
 * the model. Of any other error that a tool throws the model reads only that it failed.
 *
 * ```ts
 * import { rejected } from '@ashlar/tool-use';
 *
 * export function book(seats: number) {
 *   if (seats > 8) throw rejected('At most 8 seats can be booked at once. Ask for fewer.');
 *   return { booked: seats };
 * }
 * ```
 */
export function rejected(reason: string): AshlarError<'tool.rejected'> {
  return new AshlarError('tool.rejected', reason, { facts: { reason } });
}

export function invalidAgent(agent: string, option: string, problem: string): AshlarError {
  return new AshlarError('agent.invalid', `The agent ${agent} cannot be made: ${problem}.`, {
    facts: { agent, option },
  });
}

/** Whether an error ends the run: a limit, an abort, a block, or something that no answer of a model can mend. */
export function endsRun(error: unknown): boolean {
  if (!isAshlarError(error)) return false;
  // The end of an agent that a tool runs is a failure of that tool, not of this run.
  if (error.code === 'run.stopped') return error.facts.agent === undefined;
  return ENDS.some((code) => error.code.startsWith(code));
}

const ENDS = [
  'run.blocked',
  'run.suspended',
  'journal.',
  'approval.',
  'budget.',
  'agent.',
  'scope.misuse',
  'tool.changed',
];
