import { type CacheRules, cacheRules } from './cache-rules.ts';
import { baseModelId } from './model-id.ts';

/** How models of one family give structured output, cache and want to be asked. */
export interface ModelFamily {
  /** How ids begin. */
  readonly prefix: string;
  /**
   * The surest way to JSON of a schema: decoding that enforces it, a tool that must be called, or text that is repaired.
   */
  readonly structuredOutput: 'native' | 'forced-tool' | 'text';
  /** Prompt caching by cache points; absent: Converse refuses them. */
  readonly cache?: CacheRules;
  /** What to know when writing prompts or requests for it. */
  readonly notes: readonly string[];
  readonly source: string;
  /** ISO date on which the source was read. */
  readonly asOf: string;
}

const asOf = '2026-11-21';
const claudeSource =
  'docs.orq.ai/docs/proxy/prompt-caching and dev.to/creeta (minimum prefix; where they differ the larger), opencode #23106 (1 h on Bedrock), langchain-aws #883 and BerriAI/litellm 00035b6 (structured outputs)';

function claude(prefix: string, notes: readonly string[] = []): FamilyRow {
  return {
    prefix,
    structuredOutput: 'native',
    notes: ['A forced tool choice and extended thinking exclude each other.', ...notes],
    source: claudeSource,
    asOf,
  };
}

const noSampling = 'temperature and topP are refused: left out and reported.';

/** A row without its rules for caching, which stand apart. */
type FamilyRow = Omit<ModelFamily, 'cache'>;

export const familyTable: readonly FamilyRow[] = [
  claude('anthropic.claude-sonnet-5', [noSampling]),
  claude('anthropic.claude-opus-4-8', [noSampling, 'strict tools are refused by Converse.']),
  claude('anthropic.claude-opus-4-7', [noSampling, 'strict tools are refused by Converse.']),
  claude('anthropic.claude-opus-4-6'),
  claude('anthropic.claude-opus-4-5'),
  claude('anthropic.claude-sonnet-4-6'),
  claude('anthropic.claude-sonnet-4-5'),
  claude('anthropic.claude-haiku-4-5'),
  {
    prefix: 'anthropic.claude-opus-4-1',
    structuredOutput: 'forced-tool',
    notes: ['A forced tool choice and extended thinking exclude each other.'],
    source: claudeSource,
    asOf,
  },
  {
    prefix: 'amazon.nova',
    structuredOutput: 'forced-tool',
    notes: [
      'At most 32,000 tokens are cached; the beginning of a prompt is also cached without cache points.',
      'With tools it is steadier when decoding is greedy: temperature 0, topK 1 by additionalModelRequestFields.',
    ],
    source:
      'portkey.ai/docs/integrations/llms/bedrock/prompt-caching (after the AWS user guide); greedy decoding from memory of the Nova user guide',
    asOf,
  },
  {
    prefix: 'meta.llama',
    structuredOutput: 'text',
    notes: ['Not known to take a forced tool: toolChoice any and { tool } may be refused.'],
    source:
      'not among the models of SpecificToolChoice in @aws-sdk/client-bedrock-runtime 3.1162.0 and of @langchain/aws 1.4.5',
    asOf,
  },
  {
    prefix: 'mistral.mistral-large-3',
    structuredOutput: 'text',
    notes: [
      'Mistral Large 2 takes a forced tool by @langchain/aws; of version 3 nobody says so: not promised.',
    ],
    source: '@langchain/aws 1.4.5: its list of models for tool_choice',
    asOf,
  },
];

/** What is known of the family of a model; `undefined` when it is not in the table. */
export function modelFamily(id: string): ModelFamily | undefined {
  const base = baseModelId(id);
  const row = familyTable.find(({ prefix }) => base.startsWith(prefix));
  const cache = cacheRules(id);
  if (row === undefined || cache === undefined || cache === 'none') return row;
  return { ...row, cache };
}
