/** One sentence of a contract. `run` rejects with a {@link ContractError} when it does not hold. */
export interface ContractCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** An implementation does not keep its contract. */
export class ContractError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ContractError';
  }
}
