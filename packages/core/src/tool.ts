import type { CallContext } from './context.ts';
import type { Schema } from './schema.ts';

/**
 * What a repeat means. `read`: nothing changes. `idempotent`: repeating with the same key changes nothing more.
 * `once`: must never be repeated; an unknown end is asked about, not tried again.
 */
export type EffectKind = 'read' | 'idempotent' | 'once';

export interface ToolContext extends CallContext {
  /**
   * Stable over retries and resumes of this very call: give it to the service behind the tool. It begins with the tenant and
   * is as long as the names it is made of; hash it for a service that takes only short ones.
   */
  readonly idempotencyKey: string;
}

export interface Tool<I = unknown, O = unknown> {
  readonly name: string;
  readonly description: string;
  readonly input: Schema<I>;
  readonly output?: Schema<O>;
  readonly effect: EffectKind;
  run(input: I, context: ToolContext): Promise<O>;
  /** Undoes a `once` effect. For the pattern that calls the tool: the kernel never calls it by itself. */
  compensate?(output: O, context: ToolContext): Promise<void>;
}
