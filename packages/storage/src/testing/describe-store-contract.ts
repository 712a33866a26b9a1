import { describeCountersContract } from './describe-counters-contract.ts';
import { describeErasureContract } from './describe-erasure-contract.ts';
import { describeKeyValueContract } from './describe-key-value-contract.ts';
import { describeLeasesContract } from './describe-leases-contract.ts';
import { describeLogContract } from './describe-log-contract.ts';
import type { OpenStore } from './open-store.ts';

/**
 * Describes, as vitest suites, everything a `Store` must do: run it on a driver or wrapper of your own.
 *
 * `open` gives a fresh, empty store each time, which tells the time by the clock it is given.
 */
export function describeStoreContract(name: string, open: OpenStore): void {
  describeKeyValueContract(name, open);
  describeLogContract(name, () => open(Date.now));
  describeCountersContract(name, open);
  describeLeasesContract(name, open);
  describeErasureContract(name, open);
}
