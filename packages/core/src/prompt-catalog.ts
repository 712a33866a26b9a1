import type { Message } from './message.ts';
import type { Example } from './score.ts';

/** Another wording of a question. `version` is added to the question's own: `rag.grade@1+acme.3`. */
export interface PromptOverride {
  readonly version: string;
  // A catalog holds wordings of questions with different inputs, so the input is unknown here.
  readonly prompt?: (input: never) => readonly Message[];
  readonly examples?: readonly Example<unknown, unknown>[];
}

/** Wordings by the name of their question. */
export type PromptCatalog = Readonly<Record<string, PromptOverride>>;
