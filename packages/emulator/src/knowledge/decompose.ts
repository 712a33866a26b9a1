import type { CallContext, ChatModel } from '@ashlar/core';
import { isList } from '../wire/read.ts';
import { askForJson } from './ask-for-json.ts';

/** Most queries that a question is taken apart into. */
const mostQueries = 5;

/** The simpler queries of a question (QUERY_DECOMPOSITION); the question itself when the model names none. */
export async function decompose(
  question: string,
  model: ChatModel,
  context: CallContext,
): Promise<readonly string[]> {
  const answer = await askForJson(
    model,
    {
      question: 'bedrock.decompose-query@1',
      instructions:
        'Take the question apart into simpler search queries. Answer with a JSON list of strings.',
      input: { question },
    },
    context,
  );
  const queries = isList(answer)
    ? answer.filter((one) => typeof one === 'string' && one.trim() !== '').map(String)
    : [];
  return queries.length === 0 ? [question] : queries.slice(0, mostQueries);
}
