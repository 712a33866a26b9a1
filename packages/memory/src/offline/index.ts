import type { ExtractInput, ExtractOutput } from '../extract-facts.ts';
import type { SummariseInput, SummariseOutput } from '../summarise-conversation.ts';
import { extractByRule } from './extract-by-rule.ts';
import { summariseByRule } from './summarise-by-rule.ts';

export { extractByRule } from './extract-by-rule.ts';
export { factCases, summaryCases } from './memory-cases.ts';
export { summariseByRule } from './summarise-by-rule.ts';

/** The rules of this package by the name of their question: what an offline engine is made of. */
export const rules: {
  readonly 'memory.summarise': (input: SummariseInput) => SummariseOutput;
  readonly 'memory.extract-facts': (input: ExtractInput) => ExtractOutput;
} = { 'memory.summarise': summariseByRule, 'memory.extract-facts': extractByRule };
