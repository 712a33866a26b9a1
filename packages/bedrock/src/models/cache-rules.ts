import { baseModelId } from './model-id.ts';

/** Prompt caching of a family, by cache points. */
export interface CacheRules {
  /** Tokens before a cache point below which nothing is cached, without a word. */
  readonly minTokens: number;
  readonly maxPoints: number;
  /** Whether tool definitions can end in one. */
  readonly tools: boolean;
  readonly ttls: readonly ('5m' | '1h')[];
}

function claude(minTokens: number, ttls: CacheRules['ttls'] = ['5m', '1h']): CacheRules {
  return { minTokens, maxPoints: 4, tools: true, ttls };
}

// Where the figures come from stands with the notes in model-family.ts. Apart from it, as every request needs these.
const rules: readonly (readonly [string, CacheRules | undefined])[] = [
  ['anthropic.claude-sonnet-5', claude(1024)],
  ['anthropic.claude-opus-4-8', claude(1024)],
  ['anthropic.claude-opus-4-7', claude(2048)],
  ['anthropic.claude-opus-4-6', claude(4096)],
  ['anthropic.claude-opus-4-5', claude(4096)],
  ['anthropic.claude-sonnet-4-6', claude(2048)],
  ['anthropic.claude-sonnet-4-5', claude(1024)],
  ['anthropic.claude-haiku-4-5', claude(4096)],
  ['anthropic.claude-opus-4-1', claude(1024, ['5m'])],
  ['amazon.nova', { minTokens: 1000, maxPoints: 4, tools: false, ttls: ['5m'] }],
  ['meta.llama', undefined],
  ['mistral.mistral-large-3', undefined],
];

/** How the family of a model caches; `none` when it does not, `undefined` when the family is not known. */
export function cacheRules(id: string): CacheRules | 'none' | undefined {
  const base = baseModelId(id);
  const found = rules.find(([prefix]) => base.startsWith(prefix));
  return found === undefined ? undefined : (found[1] ?? 'none');
}
