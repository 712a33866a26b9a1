import { type AshlarError, stopped } from '../errors.ts';
import { thrownText } from '../thrown-text.ts';

/** The error of a run that somebody aborted, with the reason that was given. */
export function abortedBy(reason: unknown): AshlarError {
  // A signal that was aborted without a reason has a DOMException that says no more than that.
  const why =
    reason === undefined || reason instanceof DOMException ? '' : `: ${thrownText(reason)}`;
  return stopped('aborted', `The run was aborted${why}.`);
}
