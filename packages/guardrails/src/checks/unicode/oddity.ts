import type { Span } from '@ashlar/core';

/** Something in a text that a person does not see. */
export interface Oddity {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  /** What a person sees there. */
  readonly replacement: string;
  /** Whether it is never innocent. */
  readonly always?: boolean;
}
