import { type Question, question, system, user } from '@ashlar/core';
import { z } from 'zod';
import { labelledJson, MATERIAL } from './passage-schema.ts';

export interface SituateInput {
  readonly title?: string;
  /** The document from its begin, as far as it is shown. */
  readonly document: string;
  readonly passages: readonly { readonly headings: readonly string[]; readonly text: string }[];
}

/** One line for each passage, in their order; an empty one says that none is needed. */
export interface Situated {
  readonly contexts: readonly string[];
}

/**
 * What are these passages of one document about, for somebody who sees nothing else of it? Asked by `contextualSplitter`.
 *
 * Contextual retrieval: Anthropic (2024); the batches are ours.
 */
export const situatePassages: Question<SituateInput, Situated> = question({
  name: 'rag.situate',
  version: '1',
  input: z.object({
    title: z.string().optional(),
    document: z.string(),
    passages: z.array(z.object({ headings: z.array(z.string()), text: z.string() })),
  }) as z.ZodType<SituateInput>,
  output: z.object({ contexts: z.array(z.string()) }) as z.ZodType<Situated>,
  fits: ({ contexts }, { passages }) =>
    contexts.length === passages.length
      ? undefined
      : `contexts: expected ${passages.length}, one for each passage, in their order`,
  prompt: (given) => [
    system(
      `You write one short line for each passage of a document, so that the passage is found by what it is about.

- Say in at most 25 words what a reader of the passage alone would miss: which product, party, period or part of the document it speaks of, and what "it" or "the above" stands for.
- Only what the document says. In the language of the passage. An empty line when the passage speaks for itself.
- ${MATERIAL}`,
    ),
    user(['The begin of the document and its passages, as JSON:', labelledJson(given, [])]),
  ],
});
