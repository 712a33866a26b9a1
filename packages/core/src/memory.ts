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
  append(thread: Thread, messages: readonly Message[], context?: CallContext): Promise<void>;
  /** Removes everything of this subject: messages, summaries, facts. */
  forget(principal: Pick<Principal, 'tenant' | 'subject'>): Promise<void>;
}
