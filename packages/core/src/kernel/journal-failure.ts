import { AshlarError, type ErrorFacts, isAshlarError } from '../errors.ts';
import type { Json } from '../json/json.ts';
import { thrownText } from '../thrown-text.ts';
import { jsonSize } from './json-size.ts';

/** Whether a store refused an append because somebody else had appended. */
export function isConflict(error: unknown): boolean {
  return codeOf(error) === 'storage.conflict';
}

/** What a failed write means for the run. */
export function writeFailure(error: unknown, run: string): AshlarError {
  if (isAshlarError(error)) return error;
  if (isConflict(error)) {
    return new AshlarError(
      'journal.lost',
      `Another process writes the journal of run ${run}. This one stops; follow the other.`,
      { facts: { run }, cause: error },
    );
  }
  return unavailable(error, run, 'written');
}

/** What a failed read means for the run. */
export function readFailure(error: unknown, run: string): AshlarError {
  if (isAshlarError(error)) return error;
  if (codeOf(error) === 'storage.corrupt') {
    return new AshlarError(
      'journal.corrupt',
      `The journal of run ${run} is damaged: ${thrownText(error)}`,
      { facts: { run }, cause: error },
    );
  }
  return unavailable(error, run, 'read');
}

export function tooLarge(effect: string, value: Json, limit: number): AshlarError | undefined {
  const bytes = jsonSize(value, limit);
  if (bytes <= limit) return undefined;
  return new AshlarError(
    'journal.too-large',
    `The result of ${effect} is larger than ${limit} bytes. Store it elsewhere and return a reference to it.`,
    { facts: { effect, bytes, limit } },
  );
}

export function divergence(facts: ErrorFacts['journal.diverged']): AshlarError {
  return new AshlarError('journal.diverged', `${describeDivergence(facts)} ${REMEDY}`, { facts });
}

const REMEDY =
  'Read clocks, ids and random numbers through scope.step, and give the pattern a new version when its flow changes.';

function describeDivergence(facts: ErrorFacts['journal.diverged']): string {
  const asked = facts.asked?.join(', ') || 'a new effect';
  switch (facts.kind) {
    case 'input':
      return `${facts.effect} is asked with another ${facts.changed?.join(', ')} than was recorded.`;
    case 'unasked':
      return facts.expected === undefined
        ? `The recorded run has ended, but the pattern asks for ${asked}.`
        : `The record goes on with ${facts.expected}, but the pattern asks for ${asked}.`;
    case 'orphaned':
      return `The pattern ended without asking for ${facts.expected}, which was recorded.`;
    case 'value':
      return 'The pattern returned another value than was recorded.';
  }
}

function unavailable(error: unknown, run: string, what: 'read' | 'written'): AshlarError {
  return new AshlarError(
    'journal.unavailable',
    `The journal of run ${run} could not be ${what}: ${thrownText(error)}. Run it again with the same id when the store is back.`,
    { facts: { run }, cause: error, retryable: true },
  );
}

function codeOf(error: unknown): unknown {
  if (isAshlarError(error) || typeof error !== 'object' || error === null) return undefined;
  return (error as { code?: unknown }).code;
}
