import { AshlarError, stopped } from '../errors.ts';
import type { Json } from '../json/json.ts';
import type { Outcome } from '../outcome.ts';

type Incomplete = Exclude<Outcome<unknown>, { readonly status: 'completed' }>;

/** The error that a run which did not complete is to whoever wanted its value, with what the run had by then. */
export function endError(agent: string, end: Incomplete): AshlarError {
  const partial =
    'partial' in end && end.partial !== undefined ? { partial: end.partial as Json } : {};
  switch (end.status) {
    case 'stopped':
      return stopped(end.reason, end.message, { agent, ...partial });
    case 'failed':
      return withPartial(end.error, partial);
    case 'blocked':
      return new AshlarError('run.blocked', `${agent} was blocked by a check.`, {
        facts: { verdicts: end.verdicts, ...partial },
      });
    case 'suspended':
      return new AshlarError(
        'run.suspended',
        `${agent} waits for ${end.pending.length} decision(s): resume it with them.`,
        { facts: { agent } },
      );
  }
}

function withPartial(error: AshlarError, partial: { readonly partial?: Json }): AshlarError {
  if (partial.partial === undefined) return error;
  const { code, message, retryable } = error;
  const facts = { ...error.facts, ...partial } as AshlarError['facts'];
  return new AshlarError(code, message, { facts, retryable, cause: error });
}
