import type { ContractCheck } from '@ashlar/core/testing';

/** Names of the checks that do not hold. */
export async function failures(checks: readonly ContractCheck[]): Promise<readonly string[]> {
  const ends = await Promise.all(
    checks.map(({ name, run }) =>
      run().then(
        () => undefined,
        () => name,
      ),
    ),
  );
  return ends.flatMap((name) => name ?? []);
}
