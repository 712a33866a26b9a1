/** What a model without a mind does in a turn, counted from 0. */
export type Plan = (turn: number) => Turn;

export type Turn =
  | { readonly text: string; readonly calls?: undefined }
  | { readonly calls: readonly { readonly id: string; readonly input: { readonly n: number } }[] };

export interface Setup {
  readonly plan: Plan;
  /** The one tool. */
  readonly run: (input: { readonly n: number }) => Promise<string>;
  /** Answers of the model. @default what the library does by itself */
  readonly limit?: number;
}

/** One library's loop of a model and a tool. Rejects when the library does. */
export interface Loop {
  ask(signal?: AbortSignal): Promise<{ readonly end: string; readonly text: string }>;
}

export type OpenLoop = (setup: Setup) => Loop;

/** One call. */
export function oneCall(turn: number, n: number = turn): Turn {
  return { calls: [{ id: `call_${turn}`, input: { n } }] };
}
