import type { Check } from '@ashlar/core';

/** What stands behind one guardrail's identifier and version. */
export interface Guardrail {
  readonly identifier: string;
  readonly version: string;
  readonly checks: readonly Check[];
  readonly messages: BlockedMessages;
}

/** What a guardrail says in the place of what it blocks. */
export interface BlockedMessages {
  readonly input: string;
  readonly output: string;
}

/** The messages that the console proposes for a new guardrail. */
export const defaultMessages: BlockedMessages = {
  input: 'Sorry, the model cannot answer this question.',
  output: 'Sorry, the model cannot answer this question.',
};
