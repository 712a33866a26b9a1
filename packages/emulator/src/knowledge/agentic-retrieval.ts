import type { CallContext, ChatModel, Hit, JsonObject, Message } from '@ashlar/core';
import type { Engines } from '../engines.ts';
import { toServiceError } from '../errors.ts';
import { at, numberAt } from '../wire/read.ts';
import { type AgenticSource, type PlannedSearch, plan } from './plan.ts';
import { search } from './search.ts';

/** A passage and the knowledge base that it came from. */
export interface SourcedHit extends Hit {
  readonly knowledgeBase: string;
}

export interface AgenticRetrieval {
  readonly question: string;
  readonly history: readonly Message[];
  readonly sources: readonly AgenticSource[];
  /** Plans the searches; absent: every source is asked once, with the question. */
  readonly planner?: ChatModel | undefined;
  readonly rounds: number;
  readonly userId: string | undefined;
}

/** AgenticRetrieveTraceEventAttributes. */
export type Trace = JsonObject;

/** Searches in rounds until the planner has enough; yields what it does and ends with what it found. */
export async function* agenticRetrieval(
  retrieval: AgenticRetrieval,
  engines: Engines,
  context: CallContext,
): AsyncGenerator<Trace, readonly SourcedHit[]> {
  const { question, sources, planner, rounds } = retrieval;
  const found = new Map<string, SourcedHit>();
  const everywhere = sources.map((source) => ({ query: question, source }));
  for (let round = 0; round < rounds; round += 1) {
    let searches: readonly PlannedSearch[] = round === 0 ? everywhere : [];
    if (planner !== undefined) {
      yield step('Planning', 'IN_PROGRESS', `Planning round ${round + 1}.`);
      const planned = await plan(question, sources, [...found.values()], planner, context);
      searches = planned ?? searches;
      yield step('Planning', 'SUCCEEDED', `${searches.length} searches.`, {
        actions: searches.map(({ query, source }) => ({
          retrieve: {
            inputQuery: { text: query },
            sourceRetrievers: [{ identifier: source.knowledgeBase }],
          },
        })),
      });
    }
    if (searches.length === 0) break;
    for (const one of searches) yield* retrieve(one, retrieval, found, engines, context);
    if (planner === undefined) break;
  }
  return [...found.values()];
}

async function* retrieve(
  { query, source }: PlannedSearch,
  { userId }: AgenticRetrieval,
  found: Map<string, SourcedHit>,
  engines: Engines,
  context: CallContext,
): AsyncGenerator<Trace> {
  const { knowledgeBase, overrides } = source;
  const sourceRetrievers = [{ identifier: knowledgeBase }];
  const actions = [{ retrieve: { inputQuery: { text: query }, sourceRetrievers } }];
  yield step('Retrieval', 'IN_PROGRESS', `Searching ${knowledgeBase}.`, { actions });
  const filter = at(overrides, 'filter');
  const numberOfResults = numberAt(overrides, 'maxNumberOfResults');
  const managedSearchConfiguration = {
    ...(filter !== undefined && { filter }),
    ...(numberOfResults !== undefined && { numberOfResults }),
  };
  try {
    const configuration = { managedSearchConfiguration };
    const hits = await search(
      { knowledgeBase, text: query, configuration, userId },
      engines,
      context,
    );
    for (const hit of hits) {
      const key = `${knowledgeBase} ${hit.id}`;
      if (!found.has(key)) found.set(key, { ...hit, knowledgeBase });
    }
    yield step('Retrieval', 'SUCCEEDED', `${hits.length} passages.`, {
      actions,
      retrievalMetadata: [{ identifier: knowledgeBase, retrievalType: 'BedrockKnowledgeBase' }],
      retrievalResponse: hits.map((hit) => toItem({ ...hit, knowledgeBase })),
    });
  } catch (error) {
    // What the request got wrong ends it; one knowledge base that fails is told and does not.
    const failure = toServiceError(error);
    if (failure.status < 424) throw failure;
    yield step('Retrieval', 'FAILED', failure.message, {
      actions,
      failures: [{ message: failure.message }],
    });
  }
}

/** AgenticRetrieveResultItem */
export function toItem(hit: SourcedHit): JsonObject {
  return {
    content: { mimeType: 'text/plain', text: hit.text },
    sourceRetriever: { identifier: hit.knowledgeBase },
    metadata: {
      ...hit.metadata,
      'x-amz-bedrock-kb-source-uri': hit.source,
      'x-amz-bedrock-kb-chunk-id': hit.id,
    },
  };
}

function step(name: string, status: string, message: string, more: JsonObject = {}): Trace {
  return { step: name, status, message, ...more };
}
