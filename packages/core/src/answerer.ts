import type { Scope } from './scope.ts';

/** Something that answers one typed question: a model, a rule, or rules with a model behind them. */
export interface Answerer<I, O> {
  /** `name@version` of the question. */
  readonly question: string;
  /** `on:<model>`, `by:<rule>`, `first-sure(…)`. */
  readonly how: string;
  answer(input: I, scope: Scope): Promise<O>;
}

/** What a rule returns when it is not sure. A value, so that it survives the journal. */
export const abstain: Abstain = { abstain: true };

export interface Abstain {
  readonly abstain: true;
}

export function isAbstain(value: unknown): value is Abstain {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as Abstain).abstain === true &&
    Object.keys(value).length === 1
  );
}
