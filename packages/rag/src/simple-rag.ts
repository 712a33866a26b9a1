import { type Agent, type Answer, pattern } from '@ashlar/core';
import { type ReadingOptions, readerOf } from './answer/reader.ts';
import { type SearchOptions, search } from './answer/search.ts';
import { asQuestion, type RagInput, ragInput } from './rag-input.ts';
import { trailOf } from './trail.ts';

/** Options of {@link simpleRag}. */
export interface SimpleRagOptions extends ReadingOptions, SearchOptions {}

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
  const read = readerOf(options);
  const description = `Answers questions, with citations, from: ${options.retriever.description}`;

  return pattern(
    { name: 'simple-rag', version: '1', description, input: ragInput },
    async (input, scope) => {
      const trail = trailOf(scope);
      const asked = asQuestion(input);
      const hits = await search(scope, options, asked, trail);
      return trail.end(await read(scope, asked.question, hits, trail));
    },
  );
}
