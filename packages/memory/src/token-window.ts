import { invalidOption, wholeOption } from './errors.ts';
import type { Window } from './window.ts';

/** How many tokens. */
export interface TokenWindowOptions {
  /** More than these are too many. */
  readonly maxTokens: number;
  /** How many stay when there are too many, with what became of the rest. Default: half of `maxTokens`. */
  readonly keepTokens?: number;
}

/** Keeps what fits into a number of tokens. The last turn stays even when it alone does not fit. */
export function tokenWindow({ maxTokens, keepTokens }: TokenWindowOptions): Window {
  wholeOption('maxTokens', maxTokens, 1);
  const tokens = wholeOption('keepTokens', keepTokens ?? Math.ceil(maxTokens / 2), 1);
  if (tokens > maxTokens)
    throw invalidOption('keepTokens', `it is more than maxTokens (${maxTokens})`);
  return {
    name: 'token-window',
    due: (size) => (size.tokens > maxTokens ? { tokens } : undefined),
  };
}
