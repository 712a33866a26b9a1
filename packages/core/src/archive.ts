import type { CallContext } from './context.ts';
import type { Json } from './json/json.ts';
import type { Principal } from './principal.ts';

/**
 * Keeps what is too large for a conversation, or was dropped from it, so that it can be read back by reference. A reference
 * opens only for the tenant and subject that it was given to; for anybody else it does not exist.
 */
export interface Archive {
  /** Keeps `content` and says how to ask for it. The same content of the same subject has the same reference. */
  put(owner: Principal | undefined, content: Json, context?: CallContext): Promise<string>;
  /** What was kept, or undefined when there is nothing that this owner may read. */
  get(
    owner: Principal | undefined,
    reference: string,
    context?: CallContext,
  ): Promise<Json | undefined>;
}
