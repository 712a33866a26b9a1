import type { CallContext, ChatModel, Hit, JsonObject } from '@ashlar/core';
import { isList, listAt, objectAt, stringAt } from '../wire/read.ts';
import { askForJson } from './ask-for-json.ts';

/** A knowledge base that an agentic retrieval may ask. */
export interface AgenticSource {
  readonly knowledgeBase: string;
  readonly description: string | undefined;
  /** RetrievalOverrides of the request. */
  readonly overrides: JsonObject | undefined;
}

/** One search that a plan asks for. */
export interface PlannedSearch {
  readonly query: string;
  readonly source: AgenticSource;
}

/**
 * The next searches of an agentic retrieval, planned by a model that sees what was found so far. Nothing to do ends it. A plan that
 * is no JSON counts as none: the first round then asks every knowledge base with the question itself.
 */
export async function plan(
  question: string,
  sources: readonly AgenticSource[],
  found: readonly Hit[],
  model: ChatModel,
  context: CallContext,
): Promise<readonly PlannedSearch[] | undefined> {
  const answer = await askForJson(
    model,
    {
      question: 'bedrock.plan-retrieval@1',
      instructions:
        'Say which searches would find what is still missing to answer the question. Answer with JSON: {"searches": [{"knowledgeBase": "…", "query": "…"}]}, with an empty list when enough was found.',
      input: {
        question,
        knowledgeBases: sources.map(({ knowledgeBase, description }) => ({
          knowledgeBase,
          description: description ?? '',
        })),
        found: found.map(({ text }) => text),
      },
    },
    context,
  );
  const searches = listAt(answer, 'searches');
  if (!isList(searches)) return undefined;
  return searches.flatMap((one) => {
    const query = stringAt(one, 'query');
    const source = sources.find(
      ({ knowledgeBase }) => knowledgeBase === stringAt(one, 'knowledgeBase'),
    );
    return query === undefined || source === undefined ? [] : [{ query, source }];
  });
}

/** The sources of a request. */
export function sourcesOf(body: JsonObject): readonly AgenticSource[] {
  return (listAt(body, 'retrievers') ?? []).map((retriever) => {
    const own = objectAt(objectAt(retriever, 'configuration'), 'knowledgeBase');
    return {
      knowledgeBase: stringAt(own, 'knowledgeBaseId') ?? '',
      description: stringAt(retriever, 'description'),
      overrides: objectAt(own, 'retrievalOverrides'),
    };
  });
}
