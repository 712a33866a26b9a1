import type { CallContext } from './context.ts';
import type { Message } from './message.ts';
import type { Principal } from './principal.ts';

/** A conversation of one subject of one tenant. */
export interface Thread {
  readonly id: string;
  readonly principal: Principal;
}

export interface LoadOptions {
  /** At most about this many tokens; what is dropped is the policy's choice. */
  readonly maxTokens?: number;
  /** The message that is to be answered, for memories that look up what fits it. */
  readonly query?: string;
}

/** Conversation state that outlives the process. */
export interface Memory {
  load(thread: Thread, options?: LoadOptions, context?: CallContext): Promise<readonly Message[]>;
  /**
   * Stores all messages or none, behind all others. Inside a run it is called again with the same messages when the process died
   * before it was recorded: what `context.step` has recorded by then is the same, so an id made there tells a repeat.
   */
  append(thread: Thread, messages: readonly Message[], context?: CallContext): Promise<void>;
  /** Removes everything of this subject: messages, summaries, facts. */
  forget(principal: Pick<Principal, 'tenant' | 'subject'>): Promise<void>;
}
