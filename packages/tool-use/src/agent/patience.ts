import { type AshlarError, stopped } from '@ashlar/core';

/** How many answers in a row may be of no use. */
export interface Patience {
  regain(): void;
  /** Throws when there is none left: `error` where one says more than that the agent goes round in circles. */
  lose(problem: string, error?: AshlarError): void;
}

export function createPatience(agent: string, reasks: number): Patience {
  let lost = 0;
  return {
    regain() {
      lost = 0;
    },
    lose(problem, error) {
      lost += 1;
      if (lost <= reasks) return;
      throw (
        error ?? stopped('loop', `${lost} answers in a row of ${agent} were of no use: ${problem}`)
      );
    },
  };
}
