import type { Hit } from '@ashlar/core';
import { validationError } from '../errors.ts';
import { evaluate } from '../guardrail/evaluate.ts';
import { pageOf } from '../knowledge/page.ts';
import { search } from '../knowledge/search.ts';
import { toResult } from '../knowledge/to-result.ts';
import { objectAt, stringAt } from '../wire/read.ts';
import type { OperationCall } from './call.ts';

/** Answers Retrieve with the passages that the retriever behind the knowledge base finds. */
export async function retrieve(call: OperationCall): Promise<void> {
  const { body, labels, engines, context } = call;
  const query = objectAt(body, 'retrievalQuery');
  const text = stringAt(query, 'text');
  if (text === undefined) {
    throw validationError(
      objectAt(query, 'image') === undefined
        ? 'retrievalQuery needs a text. Add one and try again.'
        : 'The emulator has no retriever for images: core asks by text. Send retrievalQuery.text.',
    );
  }
  const hits = await search(
    {
      knowledgeBase: labels.knowledgeBaseId ?? '',
      text,
      configuration: objectAt(body, 'retrievalConfiguration'),
      userId: stringAt(objectAt(body, 'userContext'), 'userId'),
    },
    engines,
    context,
  );
  const guarded = await guard(call, text);
  const { items, nextToken } = pageOf<Hit>(
    guarded === 'INTERVENED' ? [] : hits,
    body,
    engines.pageSize,
  );
  await call.reply.body({
    retrievalResults: items.map(toResult),
    ...(guarded !== undefined && { guardrailAction: guarded }),
    ...(nextToken !== undefined && { nextToken }),
  });
}

/** A guardrail of Retrieve looks at the query; what it does to results no published text says. */
async function guard(
  call: OperationCall,
  text: string,
): Promise<'INTERVENED' | 'NONE' | undefined> {
  const given = objectAt(call.body, 'guardrailConfiguration');
  if (given === undefined) return undefined;
  const guardrail = call.engines.guardrail(
    stringAt(given, 'guardrailId') ?? '',
    stringAt(given, 'guardrailVersion') ?? '',
  );
  const content = { source: 'INPUT', parts: [{ type: 'text', text }] } as const;
  const { outcome } = await evaluate(guardrail, content, call.context);
  return outcome === 'blocked' ? 'INTERVENED' : 'NONE';
}
