import { AshlarError } from '../../errors.ts';
import type { ModelErrorCode, ScriptedFailure } from './script.ts';

const RETRYABLE: readonly ModelErrorCode[] = [
  'model.throttled',
  'model.unavailable',
  'model.timeout',
  'model.failed',
  'model.truncated',
  'model.network',
];

/** The error of a scripted failure. A bare code becomes an error as an adapter would throw it. */
export function errorOf(
  failure: Exclude<ScriptedFailure, 'stall' | 'hang'>,
  model: string,
  midStream: boolean,
): Error {
  if (failure instanceof Error) return failure;
  const code = failure === 'end' ? 'model.truncated' : failure;
  return new AshlarError(code, `The script of ${model} says: ${code}.`, {
    facts: midStream ? { model, midStream } : { model },
    retryable: RETRYABLE.includes(code),
  });
}
