import type { Check } from '@ashlar/core';
import { invalidGuard } from '../errors.ts';

/** A check and what happens when it cannot tell. */
export interface CheckRule {
  readonly check: Check;
  /**
   * What an error, a timeout or a verdict that makes no sense counts as. `flag` lets the parts pass and says so in a
   * `check.verdict` event. @default 'block'
   */
  readonly onError?: 'block' | 'flag';
  /** How long one inspection may take, in milliseconds. A check that computes without a pause cannot be interrupted. @default 10,000 */
  readonly timeoutMs?: number;
}

/** A check alone stands for `{ check }`. */
export type CheckOrRule = Check | CheckRule;

export type CompleteRule = Required<CheckRule>;

/** @throws guard.invalid without a check, or when two have one id: their verdicts could not be told apart */
export function toRules(checks: readonly CheckOrRule[]): readonly CompleteRule[] {
  if (checks.length === 0)
    throw invalidGuard('A guard without a check guards nothing: give it at least one.');
  const rules = checks.map((one) => {
    const { check, onError = 'block', timeoutMs = 10_000 } = 'check' in one ? one : { check: one };
    if (!(timeoutMs > 0)) {
      throw invalidGuard(`The timeout of ${check.id} is ${timeoutMs} ms: it must be more than 0.`);
    }
    return { check, onError, timeoutMs };
  });
  const ids = rules.map(({ check }) => check.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) {
    throw invalidGuard(
      `Two checks have the id ${twice}: give one of them another, with the option id.`,
    );
  }
  return rules;
}
