import { type Answerer, isAshlarError, type Scope } from '@ashlar/core';
import type { Trail } from './trail.ts';

/** The judgement failed, and the run has not: the model is out of order, answers nonsense, or the rule is not sure. */
const UNDECIDED = /^(?:model\.|output\.invalid$|question\.unsure$)/;

/**
 * Asks for a judgement that a pattern can do without; undefined, and a step that says why, where none could be made. What ends the
 * run is thrown on: a limit, an abort, a block.
 */
export async function judgement<I, O>(
  scope: Scope,
  answerer: Answerer<I, O>,
  input: I,
  { trail, step }: { readonly trail: Trail; readonly step: string },
): Promise<O | undefined> {
  try {
    return await scope.ask(answerer, input);
  } catch (error) {
    if (!isAshlarError(error) || !UNDECIDED.test(error.code)) throw error;
    trail.add(step, { failed: error.code });
    return undefined;
  }
}
