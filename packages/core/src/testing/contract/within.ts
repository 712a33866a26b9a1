import { systemClock } from '../../clock.ts';
import { ContractError } from './contract-check.ts';

/** How long anything in a contract may take before it counts as stuck. Adapters answer over loopback within it. */
const PATIENCE_MS = 2000;

/** The end of `promise`; rejects when it has none in time. */
export async function within<T>(
  promise: Promise<T>,
  what: string,
  ms: number = PATIENCE_MS,
): Promise<T> {
  let cancel = (): void => {};
  const late = new Promise<never>((_, reject) => {
    cancel = systemClock.after(ms, () =>
      reject(new ContractError(`${what} did not settle within ${ms} ms`)),
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}

/** Waits until `condition` holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = systemClock.now() + PATIENCE_MS;
  while (!condition()) {
    if (systemClock.now() > end) throw new ContractError(`${what} did not happen`);
    await new Promise<void>((resolve) => void systemClock.after(1, resolve));
  }
}
