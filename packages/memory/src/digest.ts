import type { Json, Label, Principal } from '@ashlar/core';
import type { Effects } from './effects.ts';
import type { Entry } from './entry.ts';

/** The part of a conversation that is about to leave the window. */
export interface Leaving {
  /** What this digest made of everything that left before. */
  readonly before?: Json;
  readonly entries: readonly Entry[];
  /** The least trusted origin and the highest class of what leaves. */
  readonly label: Label;
  readonly owner?: Principal;
  /** The id of the thread; absent for a history that was never stored. */
  readonly thread?: string;
  readonly effects: Effects;
}

/** What the model is shown, and how far it may be trusted. */
export interface Digested {
  readonly shown: Json;
  /** Of what is in it besides the messages that leave. Default: nothing is. */
  readonly label?: Label;
}

/** What becomes of messages that leave the window: a summary, facts. Each call takes only what leaves now. */
export interface Digest {
  /** Under which the model is shown it: `summary`, `facts`. */
  readonly name: string;
  /** What the model is shown from now on; undefined: nothing. */
  fold(leaving: Leaving): Promise<Digested | undefined>;
  /** What a new conversation of this owner begins with. */
  begin?(owner: Principal): Promise<Digested | undefined>;
}
