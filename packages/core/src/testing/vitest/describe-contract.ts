import { describe, it } from 'vitest';
import type { ContractCheck } from '../contract/contract-check.ts';

/** Sentences that do not hold and why: they are skipped and printed with the reason. */
export type Exceptions = Readonly<Record<string, string>>;

// A check has limits of its own; those that run an agent many times take long together.
const TIMEOUT_MS = 60_000;

/** Runs the checks of a contract, each as a test. */
export function describeContract(
  name: string,
  checks: readonly ContractCheck[],
  exceptions: Exceptions = {},
): void {
  const unknown = Object.keys(exceptions).filter((key) => !checks.some((one) => one.name === key));
  if (unknown.length > 0) throw new Error(`${name} has no check named ${unknown.join(', ')}.`);
  describe(name, () => {
    for (const check of checks) {
      const why = exceptions[check.name];
      if (why === undefined) it(check.name, () => check.run(), TIMEOUT_MS);
      else it.skip(`${check.name} (skipped: ${why})`);
    }
  });
}
