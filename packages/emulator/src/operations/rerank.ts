import type { Json } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { pageOf } from '../knowledge/page.ts';
import { at, listAt, numberAt, objectAt, stringAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** Answers Rerank with the reranker that stands behind the model ARN. */
export async function rerank(call: OperationCall): Promise<void> {
  const { body, engines, context, record } = call;
  const configuration = objectAt(
    objectAt(body, 'rerankingConfiguration'),
    'bedrockRerankingConfiguration',
  );
  const modelArn = stringAt(objectAt(configuration, 'modelConfiguration'), 'modelArn') ?? '';
  record.model = modelArn;
  const [query] = (listAt(body, 'queries') ?? []).map(
    (one) => stringAt(objectAt(one, 'textQuery'), 'text') ?? '',
  );
  const sources = (listAt(body, 'sources') ?? []).map(toPassage);
  const most = numberAt(configuration, 'numberOfResults') ?? sources.length;
  if (most > sources.length) {
    throw validationError(
      `numberOfResults is ${most}, but there are ${sources.length} sources. Ask for at most as many results as there are sources.`,
    );
  }
  const ranked = await engines.reranker(modelArn).rerank(query ?? '', sources, context);
  const { items, nextToken } = pageOf(ranked.slice(0, most), body, engines.pageSize);
  await call.reply.body({
    results: items.map(({ index, score }) => ({ index, relevanceScore: score })),
    ...(nextToken !== undefined && { nextToken }),
  });
}

function toPassage(source: Json, index: number): string {
  const document = objectAt(source, 'inlineDocumentSource');
  const text = stringAt(objectAt(document, 'textDocument'), 'text');
  if (text !== undefined) return text;
  const json = at(document, 'jsonDocument');
  if (json !== undefined) return JSON.stringify(json);
  throw validationError(
    `sources.${index}.inlineDocumentSource has neither textDocument nor jsonDocument. Add the one that its type names.`,
  );
}
