import {
  type Access,
  type Agent,
  type Answer,
  type Answerer,
  type ChatModel,
  type Filter,
  pattern,
  type Retriever,
  type Schema,
} from '@ashlar/core';
import { z } from 'zod';
import { type AnswerInput, type AnswerOutput, answerQuestion } from './answer/answer-question.ts';
import { evidenceOf, selectContext, toShown } from './answer/select-context.ts';
import { abstainedAnswer, toAnswer } from './answer/to-answer.ts';

/** A question, alone or with what narrows the search. */
export type RagInput = string | { readonly question: string; readonly filter?: Filter };

/** Options of {@link simpleRag}. */
export interface SimpleRagOptions {
  /** What answers: a model, or an answerer of `answerQuestion` (a rule, a rule with a model behind it, another wording). */
  readonly model: ChatModel | Answerer<AnswerInput, AnswerOutput>;
  /** What finds passages: `index.retriever()`, or any other. */
  readonly retriever: Retriever;
  /** Passages to retrieve. @default 10 */
  readonly limit?: number;
  /** Characters of passages that are shown, best first, the first one always and whole; the prompt around them comes on top. @default 12000 */
  readonly contextCharacters?: number;
  /** Below this evidence (0..1, by shared words alone) it abstains and asks nobody. @default 0: the model decides */
  readonly minimumEvidence?: number;
  /** On whose behalf. @default the run's principal */
  readonly access?: Access;
}

const input: Schema<RagInput> = z.union([
  z.string(),
  z.object({ question: z.string(), filter: z.custom<Filter>().optional() }),
]) as unknown as Schema<RagInput>;

/**
 * Retrieve, read, answer: one search and one question to a model. Every citation of the answer is verbatim: its quote equals the
 * source's text at its span; what the model quotes wrongly is dropped, and `grounding` says what that leaves.
 *
 * Use it first, and another pattern when measurements ask for one. Costs one retrieval and one model call (a second one when
 * the output does not fit its schema); none when nothing is found. `confidence` is the evidence of the retrieval times the share of
 * statements whose quotes and numbers hold.
 *
 * @example
 * ```ts
 * import { bedrock, chatModel } from '@ashlar/bedrock';
 * import { memoryStore, openIndex, simpleRag } from '@ashlar/rag';
 * import { folder } from '@ashlar/rag/folder';
 *
 * const index = await openIndex({ store: memoryStore() });
 * await index.ingest(await folder('docs'), { tenant: 'acme' });
 * const model = chatModel('eu.amazon.nova-lite-v1:0', { connection: bedrock() });
 * const rag = simpleRag({ model, retriever: index.retriever() });
 * const principal = { tenant: 'acme', subject: 'ada', groups: [] };
 * const { text, citations } = await rag.run('How long is a sprint?', { principal }).value();
 * ```
 */
export function simpleRag(options: SimpleRagOptions): Agent<RagInput, Answer> {
  const { model, retriever, limit = 10, contextCharacters = 12_000 } = options;
  const { minimumEvidence = 0, access } = options;
  const answerer = 'answer' in model ? model : answerQuestion.on(model);
  const description = `Answers questions, with citations, from: ${retriever.description}`;

  return pattern({ name: 'simple-rag', version: '1', description, input }, async (given, scope) => {
    const { question, filter } = typeof given === 'string' ? { question: given } : given;
    const query = { text: question, limit, ...(filter !== undefined && { filter }) };
    const hits = await scope.retrieve(retriever, query, access && { access });
    const evidence = evidenceOf(hits);
    const shown = selectContext(hits, contextCharacters);
    if (shown.length === 0 || evidence < minimumEvidence) return abstainedAnswer(evidence);
    const said = await scope.ask(answerer, { question, evidence, passages: shown.map(toShown) });
    return toAnswer(said, shown, { question, evidence });
  });
}
