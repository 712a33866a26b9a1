import {
  type Access,
  type CallContext,
  detachedContext,
  type Query,
  type Retriever,
} from '@ashlar/core';
import type { DocumentInterface } from '@langchain/core/documents';
import { abortError } from './abort/abort-error.ts';
import { unlessAborted } from './abort/unless-aborted.ts';
import { unsupported } from './errors.ts';
import { translateError } from './failure/translate-error.ts';
import { type RetrieverAccess, readable, requireAccess } from './retriever/retriever-access.ts';
import { scoreIn, sourceIn, toHits } from './retriever/to-hits.ts';

/** What is used of LangChain's retrievers. */
export interface LangChainRetriever {
  invoke(query: string, options?: object): Promise<DocumentInterface[]>;
}

/** Of a query: what LangChain's retrievers take where they are made. */
export interface RetrieverSettings extends Pick<Query, 'limit' | 'filter'> {
  /** On whose behalf, so that the store can leave out what they may not read: `mayRead` only takes away from what it found. */
  readonly access: Access;
}

/** Options of {@link fromRetriever}. */
export interface FromRetrieverOptions {
  readonly name: string;
  /** For models and people: what can be found here. */
  readonly description: string;
  /** Who may read what is found. There is no default. */
  readonly access: RetrieverAccess;
  /** Which document a passage is from. @default `metadata.source`, the source URI of a knowledge base, or the document's id */
  readonly sourceOf?: (document: DocumentInterface) => string | undefined;
  /** Higher is better. @default `metadata.score`; the rank when one document has none */
  readonly scoreOf?: (document: DocumentInterface) => number | undefined;
}

/**
 * A retriever of LangChain as a `Retriever`.
 *
 * LangChain knows no principal, so `access` says who may read what is found; nobody gets anything by default. It takes limits and
 * filters where a retriever is made: of a ready one a limit cuts what it found, and a filter is refused; pass a function that makes it,
 * and both reach the store. LangChain passes no spans: hits cannot be cited by place.
 *
 * @throws AshlarError `access.missing`, `langchain.unsupported` before anything is sent, else `model.*`
 */
export function fromRetriever(
  retriever: LangChainRetriever | ((settings: RetrieverSettings) => LangChainRetriever),
  options: FromRetrieverOptions,
): Retriever {
  const { name, description, access: rule, sourceOf = sourceIn, scoreOf = scoreIn } = options;
  return { name, description, retrieve };

  async function retrieve(
    query: Query,
    access: Access,
    context: CallContext = detachedContext(),
  ): ReturnType<Retriever['retrieve']> {
    requireAccess(access, name);
    const { signal, attributes } = context;
    if (signal.aborted) throw abortError(name, signal);
    const { text, limit, filter } = query;
    const ready = open({
      access,
      ...(limit !== undefined && { limit }),
      ...(filter && { filter }),
    });
    try {
      const work = ready.invoke(text, { signal, metadata: attributes });
      const found = await unlessAborted(work, signal, name);
      const seen = await readable(found, rule, access);
      const hits = await toHits(seen, { sourceOf, scoreOf }, name);
      return limit === undefined ? hits : hits.slice(0, limit);
    } catch (thrown) {
      throw translateError(thrown, { name, signal }).error;
    }
  }

  function open(settings: RetrieverSettings): LangChainRetriever {
    if (typeof retriever === 'function') return retriever(settings);
    if (settings.filter === undefined) return retriever;
    throw unsupported(
      name,
      'a filter',
      'its retriever takes filters when it is made: fromRetriever(({ limit, filter }) => new …).',
    );
  }
}
