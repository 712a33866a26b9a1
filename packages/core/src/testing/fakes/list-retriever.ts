import type { CallContext } from '../../context.ts';
import { AshlarError } from '../../errors.ts';
import type { Access, Principal } from '../../principal.ts';
import type { Hit, Query, Retriever } from '../../retriever.ts';
import { matchesFilter } from './matches-filter.ts';

/** A passage and who may see it. */
export interface ListedPassage extends Partial<Omit<Hit, 'text'>> {
  readonly text: string;
  /** @default every tenant */
  readonly tenant?: string;
  /** Groups whose members may see it. @default everybody of the tenant */
  readonly groups?: readonly string[];
}

export interface ListRetrieverOptions {
  /** @default 'list' */
  readonly name?: string;
  readonly description?: string;
}

export interface ListRetriever extends Retriever {
  /** Every query so far, with on whose behalf it was. */
  readonly queries: readonly { readonly query: Query; readonly access: Access }[];
}

/**
 * Finds passages of a list by the words that they share with the query; without a shared word a passage is not found.
 * Access is checked as a store must: by tenant, then by groups. It is for tests: no index, no stemming, no weights.
 */
export function listRetriever(
  passages: readonly (string | ListedPassage)[],
  { name = 'list', description = 'Passages of a list.' }: ListRetrieverOptions = {},
): ListRetriever {
  const listed = passages.map((one) => (typeof one === 'string' ? { text: one } : one));
  const queries: { query: Query; access: Access }[] = [];
  return {
    name,
    description,
    queries,
    async retrieve(query, access, context?: CallContext) {
      context?.signal.throwIfAborted();
      if (!isSomebody(access)) throw missing(name);
      queries.push({ query, access });
      const asked = wordsOf(query.text);
      return listed
        .flatMap((passage, index) => {
          if (!maySee(passage, access) || !matchesFilter(passage.metadata ?? {}, query.filter))
            return [];
          const shared = [...wordsOf(passage.text)].filter((word) => asked.has(word)).length;
          return shared === 0 ? [] : [hitOf(passage, index, shared / asked.size)];
        })
        .sort((a, b) => b.score - a.score)
        .slice(0, query.limit ?? 10);
    },
  };
}

function hitOf(
  { tenant: _tenant, groups: _groups, ...hit }: ListedPassage,
  index: number,
  score: number,
): Hit {
  const source = hit.source ?? `passage-${index}`;
  return { id: `${source}#${index}`, label: { origin: 'retrieval' }, ...hit, source, score };
}

// Half a principal is nobody: what is missing must not be taken for "all".
function isSomebody(access: Partial<Principal & { unrestricted: string }> | undefined): boolean {
  if (access === undefined || access === null) return false;
  const { tenant, subject, groups, unrestricted } = access;
  return (
    (unrestricted ?? '') !== '' ||
    (tenant !== undefined && subject !== undefined && groups !== undefined)
  );
}

function maySee({ tenant, groups }: ListedPassage, access: Access): boolean {
  if ('unrestricted' in access) return true;
  if (tenant !== undefined && tenant !== access.tenant) return false;
  return groups === undefined || groups.some((group) => access.groups.includes(group));
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function missing(retriever: string): AshlarError {
  const message = `${retriever} was asked on nobody's behalf. Pass a principal, or { unrestricted: 'why' }.`;
  return new AshlarError('access.missing', message, { facts: { retriever } });
}
