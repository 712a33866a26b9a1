import type { Call } from '@ashlar/core';

/** Token counts of one attempt and the model that made them. */
export type Served = Pick<
  Call,
  | 'model'
  | 'inputTokens'
  | 'outputTokens'
  | 'cacheReadTokens'
  | 'cacheWriteTokens'
  | 'cacheWriteHourTokens'
  | 'nanoUsd'
  | 'tier'
  | 'estimated'
>;
