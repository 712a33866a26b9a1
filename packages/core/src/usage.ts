/** What became of one physical attempt. */
export type CallOutcome = 'served' | 'failed' | 'abandoned' | 'hedge-lost' | 'cached';

/**
 * One physical attempt on one model: the row that usage is made of.
 * Token counts are disjoint: `inputTokens` excludes what was read from or written to a cache.
 */
export interface Call {
  /** The model that really served, not the alias that was asked for. */
  readonly model: string;
  readonly outcome: CallOutcome;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens?: number;
  readonly cacheWriteTokens?: number;
  /** How many of `cacheWriteTokens` were written to live an hour, which costs more. */
  readonly cacheWriteHourTokens?: number;
  /** Integer nano-dollars; absent when the model has no price. For `failed` and `abandoned` without a report this is the upper bound. */
  readonly nanoUsd?: number;
  /** True when the provider reported no usage and the figures are the reserved upper bound. */
  readonly estimated?: boolean;
  /** Nano-dollars that a cache hit avoided. */
  readonly savedNanoUsd?: number;
  readonly attempt?: number;
  readonly tier?: string;
}

/** A row that cost nothing: an answer from a cache, or a lost hedge of which the provider reported nothing. */
export interface FreeCall extends Pick<Call, 'model' | 'savedNanoUsd' | 'attempt' | 'tier'> {
  readonly outcome: 'cached' | 'hedge-lost';
}

/** The row of a call that cost nothing. */
export function freeCall({ model, outcome, savedNanoUsd, attempt, tier }: FreeCall): Call {
  return {
    model,
    outcome,
    inputTokens: 0,
    outputTokens: 0,
    nanoUsd: 0,
    ...(savedNanoUsd === undefined ? {} : { savedNanoUsd }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(tier === undefined ? {} : { tier }),
  };
}

/** Rows per attempt; everything else is derived from them. */
export interface Usage {
  readonly calls: readonly Call[];
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Dollars; absent as soon as one row has no price. */
  readonly usd?: number;
  /** Effects started: model, tool, embedding, rerank and retrieval calls. */
  readonly steps: number;
}

/** Derives totals from rows. Input tokens include cache reads and writes. */
export function toUsage(calls: readonly Call[], steps: number): Usage {
  let inputTokens = 0;
  let outputTokens = 0;
  let nano: number | undefined = 0;
  for (const call of calls) {
    inputTokens += call.inputTokens + (call.cacheReadTokens ?? 0) + (call.cacheWriteTokens ?? 0);
    outputTokens += call.outputTokens;
    nano = nano === undefined || call.nanoUsd === undefined ? undefined : nano + call.nanoUsd;
  }
  const totals = { calls, inputTokens, outputTokens, steps };
  return nano === undefined ? totals : { ...totals, usd: nano / 1e9 };
}
