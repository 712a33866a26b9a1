import type { StopReason } from '@ashlar/core';

/** Core's stop reasons in the service's words. `other` has none there and goes out as it is: clients must expect new words. */
export const stopReasons: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  'tool-calls': 'tool_use',
  'max-tokens': 'max_tokens',
  'stop-sequence': 'stop_sequence',
  guardrail: 'guardrail_intervened',
  'content-filter': 'content_filtered',
  'context-window': 'model_context_window_exceeded',
  malformed: 'malformed_model_output',
  other: 'other',
};
