import type { JsonObject } from '@ashlar/core';
import { type CallContext, detachedContext, type RankedPassage, type Reranker } from '@ashlar/core';
import type { RerankCommandInput, RerankResult } from '@aws-sdk/client-bedrock-agent-runtime';
import { toDocument } from '../convert/document-value.ts';
import { modelError } from '../errors/failure.ts';
import { reading } from '../errors/reading.ts';
import { refuseUnknown } from '../errors/refuse-unknown.ts';
import type { BedrockConnection } from '../transport/connection.ts';
import { modelArn } from './model-arn.ts';
import { rerankPrice, rerankUnits } from './rerank-price.ts';
import { send } from './send.ts';

/** Options of {@link reranker}. */
export interface RerankerOptions {
  /** A model id, for example `cohere.rerank-v3-5:0`, or an ARN. */
  readonly model: string;
  readonly connection: BedrockConnection;
  /** Parameters of the model. */
  readonly additionalModelRequestFields?: JsonObject;
  /** Dollars per query of up to 100 passages. @default this package's dated table */
  readonly usdPerQuery?: number;
}

/** Source: API reference of Rerank. */
const limits = { sources: 1000, characters: 32_000 };

/**
 * A reranking model on Amazon Bedrock. One request orders up to 1,000 passages; more are asked in several and joined by score.
 * Passages and queries are cut to 32,000 characters, blank passages come last with score 0 or the lowest that there is.
 *
 * @throws AshlarError `model.*` when the service cannot be asked
 * @example
 * ```ts
 * import { bedrock } from '@ashlar/bedrock';
 * import { reranker } from '@ashlar/bedrock/knowledge';
 *
 * const rerank = reranker({ model: 'cohere.rerank-v3-5:0', connection: bedrock() });
 * const [best] = await rerank.rerank('Which stone is dressed?', ['Sand is loose.', 'Ashlar is dressed stone.']);
 * ```
 */
export function reranker(options: RerankerOptions): Reranker {
  refuseUnknown('reranker()', options, known);
  return {
    id: options.model,
    rerank: async (query, passages, context = detachedContext()) => {
      const places = passages.flatMap((passage, place) => (passage.trim() === '' ? [] : [place]));
      const ranked: RankedPassage[] = [];
      for (let start = 0; start < places.length; start += limits.sources) {
        const some = places.slice(start, start + limits.sources);
        ranked.push(...(await rankSome(options, query, passages, some, context)));
      }
      const best = ranked.sort((a, b) => b.score - a.score);
      // Some models score below zero, and blank passages are still last.
      const lowest = Math.min(0, best.at(-1)?.score ?? 0);
      const blank = passages.flatMap((passage, index) =>
        passage.trim() === '' ? [{ index, score: lowest }] : [],
      );
      return [...best, ...blank];
    },
  };
}

const known = Object.keys({
  model: true,
  connection: true,
  additionalModelRequestFields: true,
  usdPerQuery: true,
} satisfies Record<keyof RerankerOptions, true>);

async function rankSome(
  { model, connection, additionalModelRequestFields: fields, ...options }: RerankerOptions,
  query: string,
  passages: readonly string[],
  places: readonly number[],
  context: CallContext,
): Promise<readonly RankedPassage[]> {
  const { usdPerQuery: usdPerUnit = rerankPrice(model) } = options;
  const { signal } = context;
  const input: RerankCommandInput = {
    queries: [{ type: 'TEXT', textQuery: { text: query.slice(0, limits.characters) } }],
    sources: places.map((place) => ({
      type: 'INLINE',
      inlineDocumentSource: {
        type: 'TEXT',
        textDocument: { text: (passages[place] ?? '').slice(0, limits.characters) },
      },
    })),
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: {
        numberOfResults: places.length,
        modelConfiguration: {
          modelArn: await modelArn(model, connection),
          ...(fields !== undefined && {
            additionalModelRequestFields: toDocument(fields) as Record<string, never>,
          }),
        },
      },
    },
  };
  const results: RerankResult[] = [];
  let nextToken: string | undefined;
  do {
    const units = nextToken === undefined ? rerankUnits(places.length) : 0;
    const call = { connection, subject: model, units, usdPerUnit };
    const page = { ...input, ...(nextToken !== undefined && { nextToken }) };
    const reply = await send(call, context, signal, async (client) => {
      const { RerankCommand } = await import('./sdk.ts');
      return client.send(new RerankCommand(page), { abortSignal: signal });
    });
    reading(model, () => results.push(...(reply.results ?? [])));
    nextToken = reply.nextToken;
  } while (nextToken !== undefined && results.length < places.length);
  return reading(model, () => read(results, places, model));
}

function read(
  results: readonly RerankResult[],
  places: readonly number[],
  model: string,
): readonly RankedPassage[] {
  const seen = new Set<number>();
  const ranked = results.map(({ index = -1, relevanceScore: score = Number.NaN }) => {
    const place = places[index];
    if (place === undefined || !Number.isFinite(score) || seen.has(place)) {
      throw unusable(model, `it ranks passage ${index} with ${score}`);
    }
    seen.add(place);
    return { index: place, score };
  });
  if (ranked.length < places.length) {
    throw unusable(model, `it ranks ${ranked.length} of ${places.length} passages`);
  }
  return ranked;
}

function unusable(model: string, why: string): Error {
  return modelError('model.failed', `The reply of ${model} cannot be used: ${why}.`, { model });
}
