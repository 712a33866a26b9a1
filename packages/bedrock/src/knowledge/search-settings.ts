import type { Filter, JsonObject } from '@ashlar/core';
import type {
  KnowledgeBaseRetrievalConfiguration,
  MetadataAttributeSchema,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { toDocument } from '../convert/document-value.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { modelArn } from './model-arn.ts';
import type { CompiledFilter } from './to-retrieval-filter.ts';

/** How a knowledge base is searched. */
export interface SearchSettings {
  /** `managed` is for managed knowledge bases, the others for vector stores. @default what the knowledge base decides */
  readonly search?: 'hybrid' | 'semantic' | 'managed';
  /** Holds for every search, besides the filter of a query. */
  readonly filter?: Filter;
  /** Metadata fields that hold lists: `contains` on them asks for a member. */
  readonly listFields?: readonly string[];
  /** Reranks what was found by a model (id or ARN), out of so many candidates. @default no reranking, 5 candidates a hit, at most 100 */
  readonly rerank?: {
    readonly model: string;
    readonly candidates?: number;
    readonly additionalModelRequestFields?: JsonObject;
  };
  /** Lets a model derive a filter over these attributes from the question. Vector stores only. */
  readonly implicitFilter?: {
    readonly model: string;
    readonly attributes: readonly {
      readonly key: string;
      readonly type: 'STRING' | 'NUMBER' | 'BOOLEAN' | 'STRING_LIST';
      readonly description: string;
    }[];
  };
}

/** The settings in the service's words. `filter` is what holds in all: rights, settings and query. */
export async function toRetrievalConfiguration(
  { search, rerank, implicitFilter }: SearchSettings,
  filter: CompiledFilter,
  limit: number,
  connection: BedrockConnection,
): Promise<KnowledgeBaseRetrievalConfiguration> {
  const { candidates = Math.min(100, limit * 5) } = rerank ?? {};
  const numberOfResults = Math.min(100, rerank === undefined ? limit : candidates);
  const shared = {
    numberOfResults,
    ...(typeof filter !== 'boolean' && { filter }),
    ...(rerank !== undefined && {
      rerankingConfiguration: await reranking(rerank, limit, connection),
    }),
  };
  if (search === 'managed') {
    const custom = rerank !== undefined && { rerankingModelType: 'CUSTOM' as const };
    return { managedSearchConfiguration: { ...shared, ...custom } };
  }
  return {
    vectorSearchConfiguration: {
      ...shared,
      ...(search !== undefined && {
        overrideSearchType: search === 'hybrid' ? ('HYBRID' as const) : ('SEMANTIC' as const),
      }),
      ...(implicitFilter !== undefined && {
        implicitFilterConfiguration: {
          modelArn: await modelArn(implicitFilter.model, connection),
          metadataAttributes: [...implicitFilter.attributes] as MetadataAttributeSchema[],
        },
      }),
    },
  };
}

async function reranking(
  { model, additionalModelRequestFields: fields }: NonNullable<SearchSettings['rerank']>,
  limit: number,
  connection: BedrockConnection,
) {
  return {
    type: 'BEDROCK_RERANKING_MODEL' as const,
    bedrockRerankingConfiguration: {
      numberOfRerankedResults: Math.min(100, limit),
      modelConfiguration: {
        modelArn: await modelArn(model, connection),
        ...(fields !== undefined && {
          additionalModelRequestFields: toDocument(fields) as Record<string, never>,
        }),
      },
    },
  };
}
