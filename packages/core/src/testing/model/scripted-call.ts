import type { ChatRequest } from '../../chat.ts';

/** One call that a scripted model received. Frozen through and through. */
export interface ScriptedCallRecord {
  readonly request: ChatRequest;
  readonly via: 'generate' | 'stream';
  /** What the caller's context says about who asks; empty without a context. */
  readonly attributes: Readonly<Record<string, string>>;
}
