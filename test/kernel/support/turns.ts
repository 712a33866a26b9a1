/** Turns of the event loop until `promise` settles; it fails when that takes more than `most`. */
export async function turnsUntil(promise: Promise<unknown>, most = 50): Promise<number> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  promise.then(done, done);
  for (let turns = 0; turns <= most; turns += 1) {
    if (settled) return turns;
    await turn();
  }
  throw new Error(`Nothing settled within ${most} turns.`);
}

/** The next turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** A promise that nobody settles. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}
