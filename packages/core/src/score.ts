/** One measured quality of one case. */
export interface Score {
  readonly name: string;
  /** 0..1, higher is better. */
  readonly value: number;
  readonly reason?: string;
}

/** A labelled case of a question, a pattern or a retriever. */
export interface Example<I, O> {
  readonly input: I;
  readonly output: O;
  readonly note?: string;
}
