import type { CallContext, Hit, JsonObject } from '@ashlar/core';
import type { Engines } from '../engines.ts';
import { validationError } from '../errors.ts';
import { at, listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import { toFilter } from './to-filter.ts';

/** What Retrieve, RetrieveAndGenerate and AgenticRetrieveStream ask of a knowledge base. */
export interface Search {
  readonly knowledgeBase: string;
  readonly text: string;
  /** KnowledgeBaseRetrievalConfiguration */
  readonly configuration?: JsonObject | undefined;
  readonly userId?: string | undefined;
}

/** Results where a request names no number (documentation of `numberOfResults`). */
const defaultResults = 5;

/**
 * Asks the retriever of a knowledge base, on behalf of the request's user, and reranks as configured.
 *
 * @throws ServiceError for what the configuration cannot mean
 */
export async function search(
  { knowledgeBase, text, configuration, userId }: Search,
  engines: Engines,
  context: CallContext,
): Promise<readonly Hit[]> {
  const vector = objectAt(configuration, 'vectorSearchConfiguration');
  const managed = objectAt(configuration, 'managedSearchConfiguration');
  if (vector !== undefined && managed !== undefined) {
    throw validationError(
      'vectorSearchConfiguration and managedSearchConfiguration exclude each other. Remove one and try again.',
    );
  }
  const own = vector ?? managed;
  if (objectAt(own, 'implicitFilterConfiguration') !== undefined) {
    throw validationError(
      'The emulator does not serve implicitFilterConfiguration. Remove it, or send the filter that you expect of it.',
    );
  }
  const filter = at(own, 'filter');
  const limit = numberAt(own, 'numberOfResults') ?? defaultResults;
  const access = engines.access({ knowledgeBase, ...(userId !== undefined && { userId }) });
  const hits = await engines
    .retriever(knowledgeBase)
    .retrieve(
      { text, limit, ...(filter !== undefined && { filter: toFilter(filter) }) },
      access,
      context,
    );
  const reranking = rerankingOf(own);
  return reranking === undefined
    ? hits.slice(0, limit)
    : rerankHits(text, hits.slice(0, limit), reranking, engines, context);
}

interface Reranking {
  readonly modelArn: string;
  readonly most?: number | undefined;
  /** Metadata fields that the model sees beside the text. */
  readonly fields: (metadata: JsonObject) => JsonObject;
}

/** The managed reranker of managed search has no ARN; engines find it under this name. */
const managedReranker = 'managed';

function rerankingOf(own: JsonObject | undefined): Reranking | undefined {
  const given = objectAt(objectAt(own, 'rerankingConfiguration'), 'bedrockRerankingConfiguration');
  const modelArn =
    stringAt(objectAt(given, 'modelConfiguration'), 'modelArn') ??
    (stringAt(own, 'rerankingModelType') === 'MANAGED' ? managedReranker : undefined);
  if (modelArn === undefined) return undefined;
  return {
    modelArn,
    most: numberAt(given, 'numberOfRerankedResults'),
    fields: fieldsOf(objectAt(given, 'metadataConfiguration')),
  };
}

function fieldsOf(configuration: JsonObject | undefined): Reranking['fields'] {
  if (configuration === undefined) return () => ({});
  const selective = objectAt(configuration, 'selectiveModeConfiguration');
  const names = (key: string): string[] | undefined =>
    listAt(selective, key)?.map((field) => stringAt(field, 'fieldName') ?? '');
  const include = names('fieldsToInclude');
  const exclude = names('fieldsToExclude') ?? [];
  return (metadata) =>
    Object.fromEntries(
      Object.entries(metadata).filter(([key]) => include?.includes(key) ?? !exclude.includes(key)),
    );
}

async function rerankHits(
  query: string,
  hits: readonly Hit[],
  { modelArn, most = hits.length, fields }: Reranking,
  engines: Engines,
  context: CallContext,
): Promise<readonly Hit[]> {
  const passages = hits.map((hit) => {
    const shown = fields(hit.metadata ?? {});
    return Object.keys(shown).length === 0 ? hit.text : `${JSON.stringify(shown)}\n${hit.text}`;
  });
  const ranked = await engines.reranker(modelArn).rerank(query, passages, context);
  return ranked.slice(0, most).flatMap(({ index, score }) => {
    const hit = hits[index];
    return hit === undefined ? [] : [{ ...hit, score }];
  });
}
